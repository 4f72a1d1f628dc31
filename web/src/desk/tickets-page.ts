import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { moment } from '../core/time';
import { DeskElement } from './element';
import { TICKET_STATUSES, type TicketRow } from './model';
import './ticket-view';

/** The tickets, filtered, and the one that is open. */
@customElement('tickets-page')
export class TicketsPage extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(400px, 5fr) minmax(0, 7fr);
        min-height: 0;
      }
      .side {
        display: flex;
        flex-direction: column;
        min-height: 0;
        border-inline-end: 1px solid var(--line);
        background: var(--surface);
      }
      .filters {
        display: flex;
        gap: 8px;
        padding: 10px 14px;
        border-block-end: 1px solid var(--line);
        background: #fafbfa;
      }
      .filters select {
        flex: 1;
        min-width: 0;
      }
      ul {
        flex: 1;
        min-height: 0;
        margin: 0;
        padding: 0;
        overflow-y: auto;
        list-style: none;
      }
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: 3px 12px;
        padding: 11px 16px 12px 15px;
        border-inline-start: 3px solid transparent;
        border-block-end: 1px solid #edf1ef;
        color: inherit;
        text-decoration: none;
      }
      .row .chip {
        justify-self: end;
      }
      .row:hover {
        background: #f7f9f8;
      }
      .row:focus-visible {
        outline-offset: -2px;
      }
      .row[aria-current='true'] {
        background: var(--soft);
        border-inline-start-color: var(--accent);
      }
      .row b {
        font-weight: 600;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .small {
        display: flex;
        flex-wrap: wrap;
        gap: 0 10px;
        color: var(--muted);
        font-size: 13px;
      }
      .due {
        color: var(--warn);
        font-weight: 600;
        font-size: 13px;
        text-align: end;
        white-space: nowrap;
      }
      .due.late {
        color: var(--danger);
      }
      .empty {
        padding: 40px 20px;
        text-align: center;
        color: var(--muted);
      }
      .none {
        display: grid;
        place-content: center;
        color: var(--muted);
      }
      @media (max-width: 900px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
        }
        .side.behind,
        .none {
          display: none;
        }
      }
    `,
  ];

  /** The ticket that is open. */
  @property() number: string | null = null;
  @state() private tickets: TicketRow[] = [];
  @state() private status = '';
  @state() private department = '';
  @state() private loaded = false;
  private readonly refetch = (): void => void this.load();

  override connectedCallback(): void {
    super.connectedCallback();
    this.desk.addEventListener('ticket', this.refetch);
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.desk.removeEventListener('ticket', this.refetch);
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('status') || changed.has('department')) void this.load();
  }

  private async load(): Promise<void> {
    const { status, department } = this;
    await this.desk.attempt(async () => {
      const tickets = await this.desk.api.tickets(status, department);
      // A slow answer to an older filter must not replace a newer one.
      if (status === this.status && department === this.department) this.tickets = tickets;
    });
    this.loaded = true;
  }

  protected override render(): TemplateResult {
    const { words, desk, number } = this;
    return html`
      <div class="side ${number ? 'behind' : ''}">
        <div class="filters">
          <select
            aria-label=${words.t('filter.status')}
            @change=${(event: Event) => (this.status = (event.target as HTMLSelectElement).value)}
          >
            <option value="">${words.t('filter.any')}</option>
            ${TICKET_STATUSES.map(
              (status) =>
                html`<option value=${status}>${words.t(`ticket.status.${status}`)}</option>`,
            )}
          </select>
          <select
            aria-label=${words.t('filter.department')}
            @change=${(event: Event) =>
              (this.department = (event.target as HTMLSelectElement).value)}
          >
            <option value="">${words.t('filter.all')}</option>
            ${desk.departments.map(
              ({ name, title }) => html`<option value=${name}>${title}</option>`,
            )}
          </select>
        </div>
        ${
          this.tickets.length === 0
            ? html`<p class="empty">${this.loaded ? words.t('tickets.empty') : nothing}</p>`
            : html`<ul aria-label=${words.t('tickets.label')}>
                ${this.tickets.map((ticket) => html`<li>${this.renderRow(ticket)}</li>`)}
              </ul>`
        }
      </div>
      ${
        number
          ? html`<ticket-view
              .desk=${desk}
              .number=${number}
              @edited=${this.refetch}
            ></ticket-view>`
          : html`<p class="none">${words.t('tickets.none')}</p>`
      }
    `;
  }

  private renderRow(ticket: TicketRow): TemplateResult {
    const { words, desk } = this;
    const at = (iso: string): string => moment(iso, desk.zone, words.language);
    const by = ticket.status === 'open' ? ticket.promise?.respond_by : null;
    const late = by ? Date.parse(by) < desk.now() : false;
    return html`<a
      class="row"
      href="#tickets/${ticket.number}"
      aria-current=${String(ticket.number === this.number)}
    >
      <b>${ticket.subject}</b>
      <span class="chip ${ticket.status}">${words.maybe('ticket.status', ticket.status)}</span>
      <span class="small">
        <span class="number">${ticket.number}</span>
        <span>${desk.departmentTitle(ticket.department)}</span>
        ${ticket.level > 1 ? html`<span>${words.t('level', { n: ticket.level })}</span>` : nothing}
        <span>${at(ticket.updated_at)}</span>
      </span>
      ${
        by
          ? html`<span class="due ${late ? 'late' : ''}"
              >${words.t('tickets.due', { moment: at(by) })}</span
            >`
          : html`<span></span>`
      }
    </a>`;
  }
}
