import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { randomId } from '../core/ids';
import { pageStyles } from '../core/page-styles';
import type { Conversation } from './conversation';
import { dialogStyles } from './dialog-styles';
import { DeskElement } from './element';
import { colleagues, type Colleague, type Level } from './people-api';

export type DialogKind = 'hand_back' | 'resolve' | 'transfer' | 'escalate';

const NEXT_STEPS = ['answer', 'ask_solved', 'ticket'] as const;

/** Asks for what an action needs: a reason, a note, where to, what next. */
@customElement('desk-dialog')
export class DeskDialog extends DeskElement {
  static override styles = [pageStyles, dialogStyles];

  @state() private kind: DialogKind = 'resolve';
  @state() private conversation: Conversation | null = null;
  @state() private busy = false;
  /** Who is at the desk; asked for whenever the dialog opens. */
  @state() private colleagues: Colleague[] = [];
  @state() private levels: Level[] = [];
  @query('dialog') private readonly dialog!: HTMLDialogElement;
  @query('form') private readonly form!: HTMLFormElement;

  /** The same for every try of one step up, so that it is taken once. */
  private clientId = randomId();

  ask(kind: DialogKind, conversation: Conversation): void {
    this.clientId = randomId();
    this.kind = kind;
    this.conversation = conversation;
    this.form.reset();
    this.dialog.showModal();
    if (kind === 'transfer') void this.loadColleagues();
  }

  private async loadColleagues(): Promise<void> {
    await this.desk.attempt(async () => {
      const found = await colleagues(this.desk.api, this.words.language);
      this.colleagues = found.colleagues;
      this.levels = found.levels;
    });
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { conversation, kind } = this;
    if (!conversation) return;
    const data = new FormData(this.form);
    const word = String(data.get('words') ?? '').trim();
    const body: Record<string, unknown> = {};
    if (kind === 'transfer' || kind === 'escalate') body['reason'] = word;
    else if (word !== '') body['note'] = word;
    if (kind === 'escalate') body['client_id'] = this.clientId;
    if (kind === 'transfer') Object.assign(body, this.destination(String(data.get('to'))));
    if (kind === 'hand_back') body['next'] = String(data.get('next'));
    this.busy = true;
    await this.desk.act(conversation.id, kind, body);
    this.busy = false;
    this.dialog.close();
  }

  private get level(): number {
    return (this.conversation && this.desk.rows.get(this.conversation.id)?.level) ?? 1;
  }

  private get department(): string {
    return this.conversation?.state?.department ?? '';
  }

  /** What was chosen, as the server takes it: `department:billing`, `level:2`, `staff:ID`. */
  private destination(chosen: string): Record<string, unknown> {
    const [kind = '', value = ''] = chosen.split(':');
    if (kind !== 'staff') return { [kind]: kind === 'level' ? Number(value) : value };
    const colleague = this.colleagues.find(({ id }) => id === value);
    const serves = !this.department || colleague?.departments.includes(this.department);
    // Whoever serves another department gets the conversation along with it.
    const other = serves ? {} : { department: colleague?.departments[0] };
    return { staff: value, ...other };
  }

  private renderDestinations(): TemplateResult {
    const { words, desk, level, department } = this;
    const there = this.colleagues.filter(
      ({ id, presence }) => id !== desk.me?.id && presence !== 'away',
    );
    return html`<label>
      ${words.t('dialog.transfer.to')}
      <select name="to" required>
        <optgroup label=${words.t('dialog.transfer.departments')}>
          ${desk.departments
            .filter(({ name }) => name !== department)
            .map(({ name, title }) => html`<option value="department:${name}">${title}</option>`)}
        </optgroup>
        <optgroup label=${words.t('dialog.transfer.levels')}>
          ${this.levels
            .filter((one) => one.level === level || one.level === level + 1)
            .map(
              (one) => html`<option value="level:${one.level}">${one.level}: ${one.title}</option>`,
            )}
        </optgroup>
        ${
          there.length > 0
            ? html`<optgroup label=${words.t('dialog.transfer.people')}>
                ${there.map(
                  (one) =>
                    html`<option value="staff:${one.id}">${this.colleagueTitle(one)}</option>`,
                )}
              </optgroup>`
            : nothing
        }
      </select>
    </label>`;
  }

  private colleagueTitle({ name, departments, level, load, capacity }: Colleague): string {
    const { words, desk } = this;
    return words.t('dialog.transfer.person', {
      name,
      departments: departments.map((one) => desk.departmentTitle(one)).join(', '),
      level: words.t('level', { n: level }),
      load,
      capacity,
    });
  }

  private renderNext(): TemplateResult {
    const { words } = this;
    return html`<label>
      ${words.t('dialog.next')}
      <select name="next">
        ${NEXT_STEPS.map(
          (step) => html`<option value=${step}>${words.t(`dialog.next.${step}`)}</option>`,
        )}
      </select>
    </label>`;
  }

  protected override render(): TemplateResult {
    const { words, kind, level } = this;
    const needed = kind === 'transfer' || kind === 'escalate';
    return html`<dialog aria-labelledby="title">
      <form @submit=${this.submit}>
        <h2 id="title">${words.t(`dialog.${kind}.title`)}</h2>
        <p>${words.t(`dialog.${kind}.text`, { level: level + 1 })}</p>
        ${kind === 'transfer' ? this.renderDestinations() : nothing}
        ${kind === 'hand_back' ? this.renderNext() : nothing}
        <label>
          <span>
            ${words.t(needed ? 'dialog.reason' : 'dialog.note')}${
              needed ? '' : ` (${words.t('dialog.optional')})`
            }
          </span>
          <textarea name="words" rows="3" maxlength="1000" ?required=${needed}></textarea>
        </label>
        <div class="buttons">
          <button class="button" type="button" @click=${() => this.dialog.close()}>
            ${words.t('dialog.cancel')}
          </button>
          <button class="button main" ?disabled=${this.busy}>${words.t(`chat.${kind}`)}</button>
        </div>
      </form>
    </dialog>`;
  }
}
