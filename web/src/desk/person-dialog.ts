import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { languagesOf } from './audit';
import { DeskElement } from './element';
import { formDialogStyles } from './form-dialog-styles';
import {
  MOST_AT_ONCE,
  ROLES,
  addPerson,
  changePerson,
  resetPerson,
  type Credentials,
  type Level,
  type Person,
  type PersonValues,
  type Role,
} from './people-api';
import { problemOf } from './problems';

type Step = 'form' | 'reset' | 'leave' | 'shown';

const SECRETS = ['email', 'password', 'token'] as const;

/** Adds a person or changes one; new credentials are shown here, once. Fires `changed`. */
@customElement('person-dialog')
export class PersonDialog extends DeskElement {
  static override styles = [pageStyles, formDialogStyles];

  @state() private step: Step = 'form';
  @state() private person: Person | null = null;
  @state() private levels: Level[] = [];
  @state() private chosen: Role = 'agent';
  @state() private shown: Credentials | null = null;
  @state() private copied: string | null = null;
  @state() private problem: string | null = null;
  @state() private busy = false;
  @query('dialog') private readonly dialog!: HTMLDialogElement;

  /** @param person whom to change; null adds somebody */
  async ask(person: Person | null, levels: Level[]): Promise<void> {
    this.person = person;
    this.levels = levels;
    this.chosen = (person?.role as Role | undefined) ?? 'agent';
    this.shown = null;
    this.go('form');
    await this.updateComplete;
    this.dialog.querySelector('form')?.reset();
    this.dialog.showModal();
  }

  private go(step: Step): void {
    this.step = step;
    this.problem = null;
    this.copied = null;
  }

  private close(): void {
    this.dialog.close();
  }

  /** What was shown once is gone from the page, too. */
  private readonly closed = (): void => {
    this.shown = null;
    this.go('form');
  };

  private async run(call: () => Promise<unknown>): Promise<boolean> {
    this.busy = true;
    this.problem = null;
    try {
      await call();
      this.dispatchEvent(new Event('changed'));
      return true;
    } catch (error) {
      this.problem = problemOf(this.desk, error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  private show(credentials: Credentials): void {
    this.shown = credentials;
    this.go('shown');
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const values: PersonValues = {
      name: String(data.get('name')),
      departments: data.getAll('department').map(String),
      level: Number(data.get('level')),
      role: String(data.get('role')) as Role,
      languages: languagesOf(String(data.get('languages'))),
      capacity: Number(data.get('capacity')),
    };
    if (values.departments.length === 0) {
      this.problem = this.words.t('people.departments.needed');
      return;
    }
    const { api } = this.desk;
    const { person } = this;
    if (person) {
      if (await this.run(() => changePerson(api, person.id, values))) this.close();
      return;
    }
    await this.run(async () => {
      this.show((await addPerson(api, String(data.get('email')), values)).credentials);
    });
  }

  private async reset(id: string): Promise<void> {
    await this.run(async () => this.show((await resetPerson(this.desk.api, id)).credentials));
  }

  private async setActive(id: string, active: boolean): Promise<void> {
    if (await this.run(() => changePerson(this.desk.api, id, { active }))) this.close();
  }

  private async copy(name: string, text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.copied = name;
    } catch {
      // Not allowed here: the text stays selectable.
      this.problem = this.words.t('people.copy.refused');
    }
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" @close=${this.closed}>
      ${this.renderStep()}
    </dialog>`;
  }

  private renderStep(): TemplateResult {
    const { person } = this;
    if (this.step === 'shown' && this.shown) return this.renderShown(this.shown);
    if (this.step === 'reset' && person) return this.renderReset(person);
    if (this.step === 'leave' && person) return this.renderLeave(person);
    return this.renderForm();
  }

  private renderProblem(): TemplateResult | typeof nothing {
    return this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing;
  }

  private renderForm(): TemplateResult {
    const { words, person, desk } = this;
    const title = person ? words.t('people.change.title') : words.t('people.add.title');
    return html`<form @submit=${this.submit}>
      <h2 id="title">${title}</h2>
      ${
        person
          ? html`<p>${person.email}</p>`
          : html`<label>
              ${words.t('login.email')}
              <input name="email" type="email" maxlength="254" autocomplete="off" required />
            </label>`
      }
      <label>
        ${words.t('people.name')}
        <input
          name="name"
          maxlength="120"
          autocomplete="off"
          .defaultValue=${person?.name ?? ''}
          required
        />
        <span class="hint">${words.t('people.name.hint')}</span>
      </label>
      <fieldset>
        <legend>${words.t('people.departments')}</legend>
        ${desk.departments.map(
          ({ name, title: text }) =>
            html`<label class="check">
              <input
                type="checkbox"
                name="department"
                value=${name}
                .defaultChecked=${person?.departments.includes(name) ?? false}
              />
              ${text}
            </label>`,
        )}
      </fieldset>
      <div class="two">
        <label>
          ${words.t('people.role')}
          <select
            name="role"
            @change=${(event: Event) => {
              this.chosen = (event.target as HTMLSelectElement).value as Role;
            }}
          >
            ${ROLES.map(
              (role) =>
                html`<option value=${role} .defaultSelected=${role === (person?.role ?? 'agent')}>
                  ${words.t(`role.${role}`)}
                </option>`,
            )}
          </select>
          <span class="hint">${words.t(`role.${this.chosen}.hint`)}</span>
        </label>
        <label>
          ${words.t('people.level')}
          <select name="level">
            ${this.levels.map(
              ({ level, title: text }) =>
                html`<option value=${level} .defaultSelected=${level === (person?.level ?? 1)}>
                  ${level} · ${text}
                </option>`,
            )}
          </select>
          <span class="hint">${words.t('people.level.hint')}</span>
        </label>
        <label>
          ${words.t('people.languages')}
          <input
            name="languages"
            .defaultValue=${(person?.languages ?? [words.language]).join(', ')}
            required
          />
          <span class="hint">${words.t('people.languages.hint')}</span>
        </label>
        <label>
          ${words.t('people.capacity')}
          <input
            name="capacity"
            type="number"
            min="1"
            max=${MOST_AT_ONCE}
            .defaultValue=${String(person?.capacity ?? 4)}
            required
          />
          <span class="hint">${words.t('people.capacity.hint')}</span>
        </label>
      </div>
      ${this.renderProblem()}
      <div class="buttons">
        ${person ? this.renderMore(person) : nothing}
        <button class="button" type="button" @click=${this.close}>
          ${words.t('dialog.cancel')}
        </button>
        <button class="button main" ?disabled=${this.busy}>
          ${words.t(person ? 'people.save' : 'people.add')}
        </button>
      </div>
    </form>`;
  }

  private renderMore(person: Person): TemplateResult {
    const { words } = this;
    if (!person.active) {
      return html`<button
        class="button apart"
        type="button"
        ?disabled=${this.busy}
        @click=${() => void this.setActive(person.id, true)}
      >
        ${words.t('people.activate')}
      </button>`;
    }
    return html`<button class="button" type="button" @click=${() => this.go('reset')}>
        ${words.t('people.reset')}
      </button>
      <button class="button danger apart" type="button" @click=${() => this.go('leave')}>
        ${words.t('people.deactivate')}
      </button>`;
  }

  private renderReset(person: Person): TemplateResult {
    const { words } = this;
    return this.renderConfirm(
      words.t('people.reset.title', { name: person.name }),
      words.t('people.reset.text'),
      words.t('people.reset'),
      '',
      () => void this.reset(person.id),
    );
  }

  private renderLeave(person: Person): TemplateResult {
    const { words } = this;
    return this.renderConfirm(
      words.t('people.deactivate.title', { name: person.name }),
      words.t('people.deactivate.text'),
      words.t('people.deactivate'),
      'danger',
      () => void this.setActive(person.id, false),
    );
  }

  private renderConfirm(
    title: string,
    text: string,
    button: string,
    looks: string,
    go: () => void,
  ): TemplateResult {
    return html`<div class="part">
      <h2 id="title">${title}</h2>
      <p>${text}</p>
      ${this.renderProblem()}
      <div class="buttons">
        <button class="button" type="button" @click=${() => this.go('form')}>
          ${this.words.t('people.back')}
        </button>
        <button class="button main ${looks}" type="button" ?disabled=${this.busy} @click=${go}>
          ${button}
        </button>
      </div>
    </div>`;
  }

  private renderShown(shown: Credentials): TemplateResult {
    const { words } = this;
    return html`<div class="part">
      <h2 id="title">${words.t('people.shown.title')}</h2>
      <p>${words.t('people.shown.text')}</p>
      <dl>
        ${SECRETS.map(
          (name) =>
            html`<dt>${words.t(`people.shown.${name}`)}</dt>
              <dd class="secret">${shown[name]}</dd>
              <button
                class="button"
                type="button"
                aria-label=${`${words.t('people.copy')}: ${words.t(`people.shown.${name}`)}`}
                @click=${() => void this.copy(name, shown[name])}
              >
                ${words.t(this.copied === name ? 'people.copied' : 'people.copy')}
              </button>`,
        )}
      </dl>
      <p class="sr" role="status">${this.copied ? words.t('people.copied') : nothing}</p>
      ${this.renderProblem()}
      <div class="buttons">
        <button class="button main" type="button" @click=${this.close}>
          ${words.t('people.shown.done')}
        </button>
      </div>
    </div>`;
  }
}
