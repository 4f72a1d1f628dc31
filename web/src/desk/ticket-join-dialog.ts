import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { dialogStyles } from './dialog-styles';
import { DeskElement } from './element';
import { linkTicket, listTickets, mergeTicket } from './tickets-api';
import { NO_FILTERS, UNDER_WORK, type TicketFull, type TicketItem } from './tickets-model';

export type JoinKind = 'merge' | 'link';

/** Merges a ticket into another one, or links it with a conversation; `joined` tells where. */
@customElement('ticket-join-dialog')
export class TicketJoinDialog extends DeskElement {
  static override styles = [pageStyles, dialogStyles];

  @state() private kind: JoinKind = 'merge';
  @state() private ticket: TicketFull | null = null;
  /** Tickets of the same address, to choose from. */
  @state() private others: TicketItem[] = [];
  @state() private busy = false;
  @state() private failure: string | null = null;
  @query('dialog') private readonly dialog!: HTMLDialogElement;
  @query('form') private readonly form!: HTMLFormElement;

  ask(kind: JoinKind, ticket: TicketFull): void {
    this.kind = kind;
    this.ticket = ticket;
    this.others = [];
    this.failure = null;
    this.form.reset();
    this.dialog.showModal();
    if (kind === 'merge' && ticket.email) void this.find(ticket, ticket.email);
  }

  private async find(ticket: TicketFull, email: string): Promise<void> {
    const filters = { ...NO_FILTERS, status: UNDER_WORK, q: email, order: 'newest' };
    await this.desk.attempt(async () => {
      const { tickets } = await listTickets(this.desk.api, filters, 20);
      this.others = tickets.filter(({ number }) => number !== ticket.number);
    });
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { ticket, kind, busy } = this;
    if (!ticket || busy) return;
    const given = String(new FormData(this.form).get('other') ?? '').trim();
    this.busy = true;
    try {
      const { api } = this.desk;
      const joined =
        kind === 'merge'
          ? await mergeTicket(api, ticket.number, given)
          : await linkTicket(api, ticket.number, conversationOf(given));
      this.dialog.close();
      this.dispatchEvent(new CustomEvent('joined', { detail: joined.ticket.number }));
    } catch (error) {
      this.failure = this.desk.explain(error);
    } finally {
      this.busy = false;
    }
  }

  protected override render(): TemplateResult {
    const { words, kind, ticket } = this;
    return html`<dialog aria-labelledby="title">
      <form @submit=${this.submit}>
        <h2 id="title">${words.t(`tickets.${kind}.title`, { number: ticket?.number ?? '' })}</h2>
        <p>${words.t(`tickets.${kind}.text`)}</p>
        <label>
          ${words.t(`tickets.${kind}.other`)}
          <input
            name="other"
            required
            autocomplete="off"
            list="others"
            placeholder=${kind === 'merge' ? 'TK-…' : '#chats/…'}
          />
        </label>
        <datalist id="others">
          ${this.others.map(
            ({ number, subject }) => html`<option value=${number}>${subject}</option>`,
          )}
        </datalist>
        ${this.failure ? html`<p class="bad" role="alert">${this.failure}</p>` : nothing}
        <div class="buttons">
          <button class="button" type="button" @click=${() => this.dialog.close()}>
            ${words.t('dialog.cancel')}
          </button>
          <button class="button main" ?disabled=${this.busy}>
            ${words.t(`tickets.${kind}.do`)}
          </button>
        </div>
      </form>
    </dialog>`;
  }
}

/** A conversation's id, also where its address on the desk was pasted. */
export function conversationOf(text: string): string {
  return decodeURIComponent(text.split('#chats/').at(-1) ?? text).trim();
}
