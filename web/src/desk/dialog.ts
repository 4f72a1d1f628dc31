import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { randomId } from '../core/ids';
import { pageStyles } from '../core/page-styles';
import type { Conversation } from './conversation';
import { DeskElement } from './element';

export type DialogKind = 'hand_back' | 'resolve' | 'transfer' | 'escalate';

/** Asks for what an action needs: a reason, a note, a department. */
@customElement('desk-dialog')
export class DeskDialog extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      dialog {
        width: min(440px, calc(100vw - 32px));
        padding: 0;
        border: 0;
        border-radius: 14px;
        color: var(--ink);
        box-shadow: 0 24px 64px rgb(12 24 22 / 0.35);
      }
      dialog::backdrop {
        background: rgb(12 24 22 / 0.4);
      }
      form {
        display: grid;
        gap: 14px;
        padding: 22px 24px;
      }
      h2 {
        margin: 0;
        font-size: 17px;
      }
      p {
        margin: -8px 0 0;
        color: var(--muted);
      }
      label {
        display: grid;
        gap: 4px;
        font-weight: 550;
      }
      select,
      textarea {
        width: 100%;
        font-weight: 400;
      }
      .buttons {
        display: flex;
        justify-content: flex-end;
        gap: 8px;
        margin-block-start: 4px;
      }
    `,
  ];

  @state() private kind: DialogKind = 'resolve';
  @state() private conversation: Conversation | null = null;
  @state() private busy = false;
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
    if (kind === 'transfer') body['department'] = String(data.get('department'));
    this.busy = true;
    await this.desk.act(conversation.id, kind, body);
    this.busy = false;
    this.dialog.close();
  }

  protected override render(): TemplateResult {
    const { words, kind, desk, conversation } = this;
    const needed = kind === 'transfer' || kind === 'escalate';
    const level = (conversation && desk.rows.get(conversation.id)?.level) ?? 1;
    const current = conversation?.state?.department;
    return html`<dialog aria-labelledby="title">
      <form @submit=${this.submit}>
        <h2 id="title">${words.t(`dialog.${kind}.title`)}</h2>
        <p>${words.t(`dialog.${kind}.text`, { level: level + 1 })}</p>
        ${
          kind === 'transfer'
            ? html`<label>
                ${words.t('dialog.transfer.to')}
                <select name="department">
                  ${desk.departments
                    .filter(({ name }) => name !== current)
                    .map(({ name, title }) => html`<option value=${name}>${title}</option>`)}
                </select>
              </label>`
            : nothing
        }
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
