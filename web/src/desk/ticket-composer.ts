import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { randomId } from '../core/ids';
import { OutgoingFiles } from '../core/outgoing';
import { pageStyles } from '../core/page-styles';
import { composerStyles } from './composer-styles';
import { DeskElement } from './element';
import { answerTicket, uploadTicketFile } from './tickets-api';
import type { TicketFull } from './tickets-model';

type After = 'waiting' | 'open' | 'on_hold' | 'solved';

/** What a ticket may be after an answer; the first is what it is unless one says otherwise. */
const AFTER: readonly After[] = ['waiting', 'open', 'on_hold', 'solved'];
const AFTER_SOLVED: readonly After[] = ['solved', 'open'];

/** Answers a ticket, or leaves a note in it; `sent` when the server has it. */
@customElement('ticket-composer')
export class TicketComposer extends DeskElement {
  static override styles = [
    pageStyles,
    composerStyles,
    css`
      :host {
        flex: none;
      }
      .mode label {
        margin-inline-start: auto;
        display: flex;
        align-items: center;
        gap: 8px;
        color: var(--muted);
      }
      .files {
        display: grid;
        gap: 4px;
        margin: 0 0 8px;
        padding: 0;
        list-style: none;
      }
      .files li {
        display: flex;
        align-items: center;
        gap: 10px;
      }
      .files .bad {
        color: var(--danger);
      }
      .files span {
        overflow-wrap: anywhere;
      }
      .buttons {
        display: grid;
        gap: 6px;
      }
      @media (max-width: 560px) {
        .mode {
          flex-wrap: wrap;
        }
        .mode label {
          margin-inline-start: 0;
          width: 100%;
        }
        .write {
          flex-direction: column;
          align-items: stretch;
        }
        .buttons {
          grid-template-columns: auto 1fr;
        }
      }
    `,
  ];

  @property({ attribute: false }) ticket!: TicketFull;
  @state() private text = '';
  @state() private asNote = false;
  @state() private wanted: After = 'waiting';
  @state() private busy = false;
  @query('input[type="file"]') private readonly picker!: HTMLInputElement;
  /** The same for every try of one answer, so that the server takes it once. */
  private clientId = randomId();
  private readonly files = new OutgoingFiles(
    (file) => uploadTicketFile(this.desk.api, this.ticket.number, file),
    () => this.requestUpdate(),
  );
  private shown = '';

  private get possible(): readonly After[] {
    return this.ticket.status === 'solved' ? AFTER_SOLVED : AFTER;
  }

  private get closed(): boolean {
    return this.ticket.status === 'closed';
  }

  protected override updated(): void {
    this.toggleAttribute('as-note', this.asNote);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('ticket')) return;
    // Nothing that was begun for one ticket may go to another.
    if (this.shown !== this.ticket.number) {
      this.shown = this.ticket.number;
      this.text = '';
      this.wanted = this.possible[0] ?? 'waiting';
      this.asNote = false;
      this.clientId = randomId();
      this.files.list = [];
    }
    if (!this.possible.includes(this.wanted)) this.wanted = this.possible[0] ?? 'waiting';
    if (this.closed) this.asNote = true;
  }

  private get ready(): boolean {
    const something = this.text.trim() !== '' || this.files.ids.length > 0;
    return something && !this.files.busy && !this.busy;
  }

  private async submit(): Promise<void> {
    if (!this.ready) return;
    const { asNote, wanted } = this;
    const { number } = this.ticket;
    const answer = {
      client_id: this.clientId,
      text: this.text.trim(),
      internal: asNote,
      files: this.files.ids,
      ...(asNote || wanted === this.possible[0] ? {} : { status: wanted }),
    };
    this.busy = true;
    const done = await this.desk.attempt(() => answerTicket(this.desk.api, number, answer));
    this.busy = false;
    if (!done || number !== this.ticket.number) return;
    this.clientId = randomId();
    this.text = '';
    this.wanted = this.possible[0] ?? 'waiting';
    this.files.clear();
    this.dispatchEvent(new Event('sent'));
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    void this.submit();
  }

  private pick(): void {
    void this.files.add(this.picker.files ?? []);
    this.picker.value = '';
  }

  protected override render(): TemplateResult {
    const { words, asNote } = this;
    return html`<footer
      @dragover=${(event: DragEvent) => event.preventDefault()}
      @drop=${(event: DragEvent) => {
        event.preventDefault();
        void this.files.add(event.dataTransfer?.files ?? []);
      }}
    >
      <div class="mode" role="group" aria-label=${words.t('chat.mode')}>
        ${([false, true] as const).map(
          (note) =>
            html`<button
              type="button"
              aria-pressed=${String(asNote === note)}
              ?disabled=${this.closed && !note}
              @click=${() => (this.asNote = note)}
            >
              ${words.t(note ? 'chat.note' : 'tickets.answer')}
            </button>`,
        )}
        ${asNote ? nothing : this.renderAfter()}
      </div>
      ${this.renderFiles()}
      <div class="write">
        <textarea
          rows="3"
          aria-label=${words.t(asNote ? 'chat.note' : 'tickets.answer')}
          placeholder=${words.t(asNote ? 'chat.note.placeholder' : 'tickets.answer.placeholder')}
          .value=${this.text}
          @input=${(event: Event) => (this.text = (event.target as HTMLTextAreaElement).value)}
          @keydown=${this.onKey}
        ></textarea>
        <div class="buttons">
          <button class="button" type="button" @click=${() => this.picker.click()}>
            ${words.t('tickets.attach')}
          </button>
          <button
            class="button main"
            type="button"
            title=${words.t('tickets.send.hint')}
            ?disabled=${!this.ready}
            @click=${() => void this.submit()}
          >
            ${words.t(asNote ? 'chat.add_note' : 'chat.send')}
          </button>
        </div>
      </div>
      <input
        type="file"
        multiple
        hidden
        aria-label=${words.t('tickets.attach')}
        @change=${() => this.pick()}
      />
    </footer>`;
  }

  private renderAfter(): TemplateResult {
    const { words } = this;
    return html`<label>
      ${words.t('tickets.after')}
      <select
        @change=${(event: Event) => {
          this.wanted = (event.target as HTMLSelectElement).value as After;
        }}
      >
        ${this.possible.map(
          (one) =>
            html`<option value=${one} ?selected=${one === this.wanted}>
              ${words.t(`ticket.status.${one}`)}
            </option>`,
        )}
      </select>
    </label>`;
  }

  private renderFiles(): unknown {
    const { words, files } = this;
    if (files.list.length === 0) return nothing;
    return html`<ul class="files" aria-label=${words.t('tickets.files')}>
      ${files.list.map(({ key, name, file, error }) => {
        const why = error && (words.known(`tickets.file.${error}`) ?? error);
        return html`<li>
          <span class=${error ? 'bad' : ''}>
            ${name} ${why ? html`– ${why}` : file ? nothing : html`– ${words.t('chat.sending')}`}
          </span>
          ${
            error
              ? html`<button class="link" type="button" @click=${() => void files.retry(key)}>
                  ${words.t('chat.retry')}
                </button>`
              : nothing
          }
          <button
            class="link"
            type="button"
            aria-label=${words.t('tickets.file.remove', { name })}
            @click=${() => files.remove(key)}
          >
            ${words.t('tickets.remove')}
          </button>
        </li>`;
      })}
    </ul>`;
  }
}
