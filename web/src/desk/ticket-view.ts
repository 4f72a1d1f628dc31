import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { moment } from '../core/time';
import { DeskElement } from './element';
import type { TicketRow } from './model';
import './ticket-composer';
import './ticket-escalation';
import type { JoinKind, TicketJoinDialog } from './ticket-join-dialog';
import './ticket-join-dialog';
import './ticket-side';
import './ticket-thread';
import { changeTicket, getTicket } from './tickets-api';
import { owed, type Thread, type TicketFull } from './tickets-model';

/** One ticket: its thread, the answer, and beside it what can be changed. */
@customElement('ticket-view')
export class TicketView extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        position: relative;
        display: grid;
        grid-template: minmax(0, 1fr) / minmax(0, 1fr) 324px;
        min-width: 0;
        min-height: 0;
        background: var(--ground);
      }
      .main {
        display: flex;
        flex-direction: column;
        min-width: 0;
        min-height: 0;
      }
      ticket-side {
        border-inline-start: 1px solid var(--line);
      }
      ticket-join-dialog {
        display: contents;
      }
      header {
        display: flex;
        align-items: flex-start;
        gap: 12px;
        padding: 10px 16px;
        border-block-end: 1px solid var(--line);
        background: var(--surface);
      }
      .what {
        flex: 1;
        min-width: 0;
      }
      h2 {
        margin: 0;
        font-size: 17px;
        line-height: 1.3;
        overflow-wrap: anywhere;
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 12px;
        color: var(--muted);
      }
      .late {
        color: var(--danger);
        font-weight: 600;
      }
      .rename {
        padding: 2px 0;
        border: 0;
        background: none;
        color: var(--accent);
        font-weight: 600;
        text-decoration: underline;
        text-underline-offset: 2px;
      }
      form {
        display: flex;
        gap: 8px;
      }
      .back,
      .details {
        display: none;
      }
      .goes-on {
        margin: 0;
        padding: 9px 16px;
        border-block-end: 1px solid var(--line);
        background: var(--soft);
      }
      .goes-on a {
        color: var(--accent);
        font-weight: 600;
      }
      @media (max-width: 1320px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
        }
        .details {
          display: inline-flex;
        }
        ticket-side {
          position: absolute;
          inset-block: 0;
          inset-inline-end: 0;
          width: min(360px, 100%);
          box-shadow: -12px 0 32px rgb(12 24 22 / 0.14);
          z-index: 2;
        }
        ticket-side:not(.open) {
          display: none;
        }
      }
      @media (max-width: 860px) {
        .back {
          display: inline-flex;
        }
      }
    `,
  ];

  @property() number = '';
  @state() private thread: Thread | null = null;
  @state() private details = false;
  @state() private renaming = false;
  @query('ticket-join-dialog') private readonly dialog!: TicketJoinDialog;
  /** Counts calls: a slow older answer must not replace a newer one. */
  private asked = 0;

  private readonly onTicket = (event: Event): void => {
    const { number } = (event as CustomEvent<TicketRow>).detail;
    const shown = this.thread?.ticket.merged.some((one) => one.number === number) ?? false;
    if (number === this.number || shown) void this.load();
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
    this.thread = null;
    this.details = false;
    this.renaming = false;
    void this.load();
  }

  private async load(): Promise<void> {
    const { number } = this;
    const asked = ++this.asked;
    await this.desk.attempt(async () => {
      const thread = await getTicket(this.desk.api, number);
      if (asked === this.asked) this.thread = thread;
    });
  }

  private readonly reload = async (): Promise<void> => {
    await this.load();
    this.dispatchEvent(new Event('edited'));
  };

  private async rename(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const ticket = this.thread?.ticket;
    const form = event.target as HTMLFormElement;
    const subject = String(new FormData(form).get('subject') ?? '').trim();
    if (!ticket || subject === '') return;
    const done = await this.desk.attempt(() =>
      changeTicket(this.desk.api, ticket.number, { subject }, { subject: ticket.subject }),
    );
    if (done) this.renaming = false;
    await this.reload();
  }

  private joined(event: CustomEvent<string>): void {
    void this.reload();
    // A merged ticket goes on under the other's number.
    location.hash = `#tickets/${event.detail}`;
  }

  protected override render(): unknown {
    const { thread, desk, words } = this;
    if (!thread) return nothing;
    const { ticket } = thread;
    const reads = desk.me?.role === 'trainer';
    return html`
      <div class="main">
        ${this.renderHeader(ticket)}
        ${
          ticket.merged_into
            ? html`<p class="goes-on">
                <a href="#tickets/${ticket.merged_into}">
                  ${words.t('tickets.goes_on', { number: ticket.merged_into })}
                </a>
              </p>`
            : nothing
        }
        <ticket-thread .desk=${desk} .thread=${thread}></ticket-thread>
        ${
          reads
            ? nothing
            : html`<ticket-composer
                .desk=${desk}
                .ticket=${ticket}
                @sent=${this.reload}
              ></ticket-composer>`
        }
      </div>
      <ticket-side
        class=${this.details ? 'open' : ''}
        .desk=${desk}
        .ticket=${ticket}
        @edited=${this.reload}
        @close=${() => (this.details = false)}
        @join=${(event: CustomEvent<JoinKind>) => this.dialog.ask(event.detail, ticket)}
      >
        <ticket-escalation .desk=${desk} .ticket=${ticket}></ticket-escalation>
      </ticket-side>
      <ticket-join-dialog .desk=${desk} @joined=${this.joined}></ticket-join-dialog>
    `;
  }

  private renderHeader(ticket: TicketFull): TemplateResult {
    const { words, desk } = this;
    const next = owed(ticket.promise, desk.now());
    const at = (iso: string): string => moment(iso, desk.zone, words.language);
    const fixed = ticket.status === 'closed' || desk.me?.role === 'trainer';
    return html`<header>
      <a class="button back" href="#tickets" aria-label=${words.t('chat.back')}>←</a>
      <div class="what">
        ${
          this.renaming
            ? html`<form @submit=${this.rename}>
                <input
                  name="subject"
                  required
                  maxlength="200"
                  aria-label=${words.t('tickets.subject')}
                  .value=${ticket.subject}
                  @keydown=${(event: KeyboardEvent) => {
                    if (event.key === 'Escape') this.renaming = false;
                  }}
                />
                <button class="button main">${words.t('tickets.save')}</button>
              </form>`
            : html`<h2>${ticket.subject}</h2>`
        }
        <div class="facts">
          <span class="number">${ticket.number}</span>
          <span class="chip ${ticket.status}">${words.maybe('ticket.status', ticket.status)}</span>
          <span>${desk.departmentTitle(ticket.department)}</span>
          ${ticket.level > 1 ? html`<span>${words.t('level', { n: ticket.level })}</span>` : nothing}
          ${
            next
              ? html`<span class=${next.kind}>
                  ${words.t(`tickets.${next.kind}`, { moment: at(next.at) })}
                </span>`
              : nothing
          }
          ${
            fixed || this.renaming
              ? nothing
              : html`<button
                  class="rename"
                  type="button"
                  @click=${async () => {
                    this.renaming = true;
                    await this.updateComplete;
                    this.renderRoot.querySelector<HTMLInputElement>('form input')?.select();
                  }}
                >
                  ${words.t('tickets.rename')}
                </button>`
          }
        </div>
      </div>
      <button
        class="button details"
        type="button"
        aria-expanded=${String(this.details)}
        @click=${() => (this.details = !this.details)}
      >
        ${words.t('chat.details')}
      </button>
    </header>`;
  }
}
