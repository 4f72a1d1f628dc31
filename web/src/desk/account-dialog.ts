import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { moment } from '../core/time';
import { DeskElement } from './element';
import { formDialogStyles } from './form-dialog-styles';
import {
  changePassword,
  colleagues,
  endOtherSessions,
  sessions,
  type Level,
  type Session,
} from './people-api';
import { problemOf } from './problems';

const SHORTEST = 10;

/** One's own account: who one is here, the password, and where one is signed in. */
@customElement('account-dialog')
export class AccountDialog extends DeskElement {
  static override styles = [pageStyles, formDialogStyles];

  @state() private sessions: Session[] = [];
  @state() private levels: Level[] = [];
  @state() private problem: string | null = null;
  @state() private done: string | null = null;
  @state() private busy = false;
  @query('dialog') private readonly dialog!: HTMLDialogElement;
  @query('form') private readonly form!: HTMLFormElement;

  ask(): void {
    this.problem = null;
    this.done = null;
    this.form.reset();
    this.dialog.showModal();
    void this.run(() => this.load());
  }

  private async load(): Promise<void> {
    const { api, words } = this.desk;
    [this.sessions, { levels: this.levels }] = await Promise.all([
      sessions(api),
      colleagues(api, words.language),
    ]);
  }

  private async run(call: () => Promise<unknown>): Promise<void> {
    this.busy = true;
    this.problem = null;
    this.done = null;
    try {
      await call();
    } catch (error) {
      this.problem = problemOf(this.desk, error);
    } finally {
      this.busy = false;
    }
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { api, words } = this.desk;
    const data = new FormData(this.form);
    const next = String(data.get('new'));
    if (next !== String(data.get('again'))) {
      this.problem = words.t('account.differs');
      return;
    }
    await this.run(async () => {
      const { sessions_ended: n } = await changePassword(api, String(data.get('current')), next);
      this.form.reset();
      await this.load();
      this.done = `${words.t('account.changed')} ${words.n('account.ended', n)}`;
    });
  }

  private async endOthers(): Promise<void> {
    const { api, words } = this.desk;
    await this.run(async () => {
      const { sessions_ended: n } = await endOtherSessions(api);
      await this.load();
      this.done = words.n('account.ended', n);
    });
  }

  protected override render(): TemplateResult {
    const { words } = this;
    return html`<dialog aria-labelledby="title">
      <div class="part">${this.renderMe()}</div>
      <form @submit=${this.submit}>
        <h3>${words.t('account.password')}</h3>
        <label>
          ${words.t('account.current')}
          <input name="current" type="password" autocomplete="current-password" required />
        </label>
        <div class="two">
          <label>
            ${words.t('account.new')}
            <input
              name="new"
              type="password"
              autocomplete="new-password"
              minlength=${SHORTEST}
              maxlength="500"
              required
            />
          </label>
          <label>
            ${words.t('account.again')}
            <input name="again" type="password" autocomplete="new-password" required />
          </label>
        </div>
        <p class="hint">${words.t('account.hint', { n: SHORTEST })}</p>
        ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
        ${this.done ? html`<p class="done" role="status">${this.done}</p>` : nothing}
        <div class="buttons">
          <button class="button main" ?disabled=${this.busy}>${words.t('account.change')}</button>
        </div>
      </form>
      <div class="part">${this.renderSessions()}</div>
    </dialog>`;
  }

  private renderMe(): TemplateResult {
    const { words, desk } = this;
    const { me } = desk;
    if (!me) return html``;
    const level = this.levels.find((one) => one.level === me.level)?.title;
    const facts = [
      words.maybe('role', me.role),
      level ?? words.t('level', { n: me.level }),
      me.departments.map((name) => desk.departmentTitle(name)).join(', '),
    ];
    return html`<h2 id="title">${me.name}</h2>
      <p>${me.email}</p>
      <p>${facts.join(' · ')}</p>`;
  }

  private renderSessions(): TemplateResult {
    const { words, desk } = this;
    const at = (iso: string): string => moment(iso, desk.zone, words.language);
    const others = this.sessions.filter(({ current }) => !current);
    return html`<h3>${words.t('account.sessions')}</h3>
      <p>
        ${
          others.length === 0
            ? words.t('account.sessions.none')
            : others.map(
                ({ since }) =>
                  html`<span>${words.t('account.since', { moment: at(since) })}</span> `,
              )
        }
      </p>
      <div class="buttons">
        <button
          class="button apart"
          type="button"
          ?disabled=${this.busy || others.length === 0}
          @click=${() => void this.endOthers()}
        >
          ${words.t('account.end_others')}
        </button>
        <button class="button" type="button" @click=${() => this.dialog.close()}>
          ${words.t('account.close')}
        </button>
      </div>`;
  }
}
