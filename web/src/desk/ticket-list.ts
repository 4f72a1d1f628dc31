import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { moment } from '../core/time';
import { DeskElement } from './element';
import { listStyles } from './list-styles';
import { TICKET_STATUSES } from './model';
import { listTickets } from './tickets-api';
import {
  NO_FILTERS,
  ORDERS,
  PRIORITIES,
  UNDER_WORK,
  conditions,
  owed,
  type TicketFilters,
  type TicketItem,
} from './tickets-model';

const PAGE = 50;
/** The most that one call answers with. */
const MOST = 200;
const TYPING_PAUSE_MS = 250;
const LEVELS = [1, 2, 3, 4];

/** The tickets, searched, filtered and ordered. */
@customElement('ticket-list')
export class TicketList extends DeskElement {
  static override styles = [
    pageStyles,
    listStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-width: 0;
        min-height: 0;
        background: var(--surface);
      }
      .tools {
        display: grid;
        gap: 8px;
        padding: 10px 14px;
        border-block-end: 1px solid var(--line);
        background: #fafbfa;
      }
      .line {
        display: flex;
        gap: 8px;
      }
      .line > input,
      .line > select {
        flex: 1;
        min-width: 0;
      }
      summary {
        width: fit-content;
        padding: 2px 4px;
        border-radius: 6px;
        color: var(--muted);
        font-weight: 550;
        cursor: pointer;
      }
      .filters {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 8px;
        padding-block-start: 8px;
      }
      .filters select {
        width: 100%;
        min-width: 0;
      }
      .row {
        align-items: center;
        gap: 3px 12px;
        padding: 11px 16px 12px 13px;
        color: inherit;
        text-decoration: none;
      }
      .row .chip {
        justify-self: end;
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
      .urgent,
      .high {
        color: var(--danger);
        font-weight: 600;
      }
      .high {
        color: var(--warn);
      }
      .due {
        font-weight: 600;
        font-size: 13px;
        text-align: end;
        color: var(--warn);
      }
      .due.late {
        color: var(--danger);
      }
      .due.paused {
        color: var(--muted);
        font-weight: 500;
      }
      .more {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: 8px;
        min-height: 44px;
        padding: 6px 16px;
        border-block-start: 1px solid var(--line);
        color: var(--muted);
      }
      .empty {
        flex: 1;
        margin: 0;
        padding: 40px 20px;
        text-align: center;
        color: var(--muted);
      }
    `,
  ];

  /** The ticket that is open. */
  @property() number: string | null = null;
  @state() private tickets: TicketItem[] = [];
  @state() private total = 0;
  @state() private next: string | null = null;
  @state() private filters: TicketFilters = NO_FILTERS;
  @state() private loaded = false;
  private typing: ReturnType<typeof setTimeout> | undefined;
  /** Counts calls: a slow answer to an older one must not replace a newer one. */
  private asked = 0;
  private readonly refetch = (): void => void this.load();

  override connectedCallback(): void {
    super.connectedCallback();
    this.desk.addEventListener('ticket', this.refetch);
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.typing);
    this.desk.removeEventListener('ticket', this.refetch);
  }

  /** Fetches anew as much as is shown. */
  async load(): Promise<void> {
    const asked = ++this.asked;
    const limit = Math.min(MOST, Math.max(PAGE, this.tickets.length));
    await this.desk.attempt(async () => {
      const page = await listTickets(this.desk.api, this.filters, limit);
      if (asked !== this.asked) return;
      this.tickets = page.tickets;
      this.total = page.total;
      this.next = page.next;
      this.loaded = true;
    });
  }

  private async loadMore(): Promise<void> {
    const { next, asked } = this;
    if (next === null) return;
    await this.desk.attempt(async () => {
      const page = await listTickets(this.desk.api, this.filters, PAGE, next);
      if (asked !== this.asked) return;
      this.tickets = [...this.tickets, ...page.tickets];
      this.next = page.next;
    });
  }

  private narrow(change: Partial<TicketFilters>): void {
    this.filters = { ...this.filters, ...change };
    // Another list begins at its top.
    this.tickets = [];
    void this.load();
  }

  private type(event: Event): void {
    const q = (event.target as HTMLInputElement).value.trim();
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.narrow({ q }), TYPING_PAUSE_MS);
  }

  private onKey(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>('.row')];
    const at = rows.indexOf(event.target as HTMLElement);
    rows[at + step]?.focus();
    event.preventDefault();
  }

  protected override render(): TemplateResult {
    const { words } = this;
    return html`
      <div class="tools">
        <div class="line">
          <input
            type="search"
            aria-label=${words.t('tickets.search')}
            placeholder=${words.t('tickets.search')}
            @input=${this.type}
          />
          <button
            class="button main"
            type="button"
            @click=${() => this.dispatchEvent(new Event('new'))}
          >
            ${words.t('tickets.new')}
          </button>
        </div>
        <div class="line">
          ${this.renderSelect('status', words.t('filter.status'), [
            [UNDER_WORK, words.t('tickets.under_work')],
            ['', words.t('filter.any')],
            ...TICKET_STATUSES.map((one): Option => [one, words.t(`ticket.status.${one}`)]),
          ])}
          ${this.renderSelect(
            'order',
            words.t('tickets.order'),
            ORDERS.map((one): Option => [one, words.t(`tickets.order.${one}`)]),
          )}
        </div>
        ${this.renderFilters()}
      </div>
      ${
        this.tickets.length === 0
          ? html`<p class="empty">${this.loaded ? words.t('tickets.empty') : nothing}</p>`
          : html`<ul aria-label=${words.t('tickets.label')} @keydown=${this.onKey}>
              ${this.tickets.map((ticket) => html`<li>${this.renderRow(ticket)}</li>`)}
            </ul>`
      }
      <div class="more">
        <span role="status">${this.loaded ? words.n('tickets.total', this.total) : nothing}</span>
        ${
          this.next === null
            ? nothing
            : html`<button class="button" type="button" @click=${() => void this.loadMore()}>
                ${words.t('tickets.more')}
              </button>`
        }
      </div>
    `;
  }

  private renderFilters(): TemplateResult {
    const { words, desk } = this;
    const set = conditions(this.filters);
    return html`<details>
      <summary>
        ${words.t('tickets.filters')}${set > 0 ? html` <span class="chip">${set}</span>` : nothing}
      </summary>
      <div class="filters">
        ${this.renderSelect('assignee', words.t('tickets.assignee'), [
          ['', words.t('tickets.assignee.any')],
          ['me', words.t('tickets.assignee.me')],
          ['nobody', words.t('tickets.assignee.nobody')],
        ])}
        ${this.renderSelect('department', words.t('filter.department'), [
          ['', words.t('filter.all')],
          ...desk.departments.map(({ name, title }): Option => [name, title]),
        ])}
        ${this.renderSelect('priority', words.t('tickets.priority'), [
          ['', words.t('tickets.priority.any')],
          ...PRIORITIES.map((one): Option => [one, words.t(`ticket.priority.${one}`)]),
        ])}
        ${this.renderSelect('level', words.t('packet.level'), [
          ['', words.t('tickets.level.any')],
          ...LEVELS.map((n): Option => [String(n), words.t('level', { n })]),
        ])}
      </div>
    </details>`;
  }

  private renderSelect(
    name: keyof TicketFilters,
    label: string,
    options: readonly Option[],
  ): TemplateResult {
    return html`<select
      aria-label=${label}
      @change=${(event: Event) => this.narrow({ [name]: (event.target as HTMLSelectElement).value })}
    >
      ${options.map(
        ([value, title]) =>
          html`<option value=${value} ?selected=${this.filters[name] === value}>${title}</option>`,
      )}
    </select>`;
  }

  private renderRow(ticket: TicketItem): TemplateResult {
    const { words, desk } = this;
    const at = (iso: string): string => moment(iso, desk.zone, words.language);
    const next = owed(ticket.promise, desk.now());
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
        ${
          ticket.priority === 'normal'
            ? nothing
            : html`<span class=${ticket.priority}
                >${words.maybe('ticket.priority', ticket.priority)}</span
              >`
        }
        <span>${ticket.assignee?.name ?? words.t('tickets.assignee.nobody')}</span>
      </span>
      ${
        next
          ? html`<span class="due ${next.kind}"
              >${words.t(`tickets.${next.kind}`, { moment: at(next.at) })}</span
            >`
          : html`<span class="small">${at(ticket.updated_at)}</span>`
      }
    </a>`;
  }
}

type Option = readonly [value: string, title: string];
