import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { randomId } from '../core/ids';
import { pageStyles } from '../core/page-styles';
import { richText } from '../core/richtext-view';
import { moment } from '../core/time';
import { chatStyles } from './chat-styles';
import { DeskElement } from './element';
import { TICKET_STATUSES, type TicketFull, type TicketMessage, type TicketRow } from './model';

/** One ticket: its thread, its status, and the answer. */
@customElement('ticket-view')
export class TicketView extends DeskElement {
  static override styles = [
    pageStyles,
    chatStyles,
    css`
      header {
        align-items: flex-start;
      }
      h2 {
        flex-basis: 100%;
        font-size: 18px;
        line-height: 1.3;
        overflow-wrap: anywhere;
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 14px;
        color: var(--muted);
      }
      .facts a {
        color: var(--accent);
        text-underline-offset: 2px;
      }
      label {
        display: flex;
        align-items: center;
        gap: 8px;
        color: var(--muted);
      }
      label select {
        color: var(--ink);
      }
      @media (max-width: 760px) {
        .what {
          flex-basis: 60%;
        }
        label {
          width: 100%;
        }
      }
      .promise {
        padding: 9px 16px;
        border-block-end: 1px solid var(--line);
        background: var(--soft);
      }
      .promise b {
        font-weight: 600;
        color: var(--accent);
      }
    `,
  ];

  @property() number = '';
  @state() private ticket: TicketFull | null = null;
  @state() private messages: TicketMessage[] = [];
  @state() private text = '';
  @state() private asNote = false;
  @state() private busy = false;
  /** The same for every try of one answer, so that the server takes it once. */
  private clientId = randomId();

  private readonly onTicket = (event: Event): void => {
    if ((event as CustomEvent<TicketRow>).detail.number === this.number) void this.load();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this.desk.addEventListener('ticket', this.onTicket);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.desk.removeEventListener('ticket', this.onTicket);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('number')) return;
    this.ticket = null;
    this.messages = [];
    this.text = '';
    this.asNote = false;
    void this.load();
  }

  private async load(): Promise<void> {
    const { number } = this;
    await this.desk.attempt(async () => {
      const { ticket, messages } = await this.desk.api.ticket(number);
      if (number !== this.number) return;
      this.ticket = ticket;
      this.messages = messages;
    });
  }

  private async setStatus(status: string): Promise<void> {
    await this.desk.attempt(() => this.desk.api.setTicketStatus(this.number, status));
    await this.load();
    this.dispatchEvent(new Event('edited'));
  }

  private async submit(): Promise<void> {
    const text = this.text.trim();
    if (text === '' || this.busy) return;
    this.busy = true;
    const { number, clientId, asNote } = this;
    const done = await this.desk.attempt(() =>
      this.desk.api.answerTicket(number, clientId, text, asNote),
    );
    this.busy = false;
    if (!done) return;
    this.clientId = randomId();
    this.text = '';
    await this.load();
    this.dispatchEvent(new Event('edited'));
  }

  private at(iso: string): string {
    return moment(iso, this.desk.zone, this.words.language);
  }

  protected override render(): unknown {
    const { ticket, words } = this;
    if (!ticket) return nothing;
    const first = this.messages[0]?.text;
    const details = ticket.details && ticket.details !== first ? ticket.details : null;
    return html`
      ${this.renderHeader(ticket)}
      ${
        ticket.promise
          ? html`<div class="promise">
              <b>${words.t('packet.promise')}:</b> ${ticket.promise.text}
            </div>`
          : nothing
      }
      <div class="log" aria-label=${words.t('tickets.thread')} tabindex="0">
        ${
          details
            ? html`<article class="message visitor">
                <p class="who"><b>${words.t('tickets.details')}</b></p>
                <div class="bubble text">${richText(details)}</div>
              </article>`
            : nothing
        }
        ${this.messages.map((message) => this.renderMessage(message))}
      </div>
      ${this.renderComposer()}
    `;
  }

  private renderHeader(ticket: TicketFull): TemplateResult {
    const { words, desk } = this;
    const known = (TICKET_STATUSES as readonly string[]).includes(ticket.status);
    return html`<header>
      <a class="button back" href="#tickets" aria-label=${words.t('chat.back')}>←</a>
      <div class="what">
        <h2>${ticket.subject}</h2>
        <div class="facts">
          <span class="number">${ticket.number}</span>
          <span>${desk.departmentTitle(ticket.department)}</span>
          <span>${words.t('level', { n: ticket.level })}</span>
          <span>${words.t('tickets.opened')} ${this.at(ticket.opened_at)}</span>
          <span>${ticket.email ?? words.t('tickets.no_email')}</span>
          ${
            ticket.conversation_id
              ? html`<a href="#chats/${ticket.conversation_id}"
                  >${words.t('tickets.open_conversation')}</a
                >`
              : nothing
          }
        </div>
      </div>
      <label>
        ${words.t('tickets.status')}
        <select
          @change=${(event: Event) => {
            void this.setStatus((event.target as HTMLSelectElement).value);
          }}
        >
          ${
            known
              ? nothing
              : html`<option selected>${words.maybe('ticket.status', ticket.status)}</option>`
          }
          ${TICKET_STATUSES.map(
            (status) =>
              html`<option value=${status} .selected=${status === ticket.status}>
                ${words.t(`ticket.status.${status}`)}
              </option>`,
          )}
        </select>
      </label>
    </header>`;
  }

  private renderMessage(message: TicketMessage): TemplateResult {
    const { words } = this;
    const kind = message.internal ? 'note' : message.author.kind;
    return html`<article class="message ${kind}">
      <p class="who">
        <b>${message.author.name ?? words.maybe('author', message.author.kind)}</b>
        ${message.internal ? html`<span class="chip">${words.t('chat.internal')}</span>` : nothing}
        <time datetime=${message.at}>${this.at(message.at)}</time>
      </p>
      <div class="bubble text">${richText(message.text)}</div>
    </article>`;
  }

  private renderComposer(): TemplateResult {
    const { words, asNote } = this;
    return html`<footer class=${asNote ? 'as-note' : ''}>
      <div class="mode" role="group" aria-label=${words.t('chat.mode')}>
        ${([false, true] as const).map(
          (note) =>
            html`<button
              type="button"
              aria-pressed=${String(asNote === note)}
              @click=${() => (this.asNote = note)}
            >
              ${words.t(note ? 'chat.note' : 'tickets.answer')}
            </button>`,
        )}
      </div>
      <div class="write">
        <textarea
          rows="3"
          aria-label=${words.t(asNote ? 'chat.note' : 'tickets.answer')}
          placeholder=${words.t(asNote ? 'chat.note.placeholder' : 'tickets.answer.placeholder')}
          .value=${this.text}
          @input=${(event: Event) => (this.text = (event.target as HTMLTextAreaElement).value)}
        ></textarea>
        <button
          class="button main"
          type="button"
          ?disabled=${this.busy || this.text.trim() === ''}
          @click=${() => void this.submit()}
        >
          ${words.t(asNote ? 'chat.add_note' : 'chat.send')}
        </button>
      </div>
    </footer>`;
  }
}
