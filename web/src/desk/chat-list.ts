import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { pageStyles } from '../core/page-styles';
import { dayKey, moment, timeOfDay } from '../core/time';
import { Commands } from './commands';
import { DeskElement } from './element';
import { listStyles } from './list-styles';
import type { Row } from './model';
import { VIEWS, count, isMine, list } from './rows';
import type { Command } from './shortcuts';
import './wait';

/** The conversations of a view. */
@customElement('chat-list')
export class ChatList extends DeskElement {
  static override styles = [
    pageStyles,
    listStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        background: var(--surface);
      }
      .views {
        display: flex;
        gap: 0;
        padding: 10px 8px 0;
        overflow-x: auto;
        scrollbar-width: none;
      }
      .views button {
        display: inline-flex;
        align-items: center;
        gap: 5px;
        padding: 6px 8px 9px;
        border: 0;
        border-block-end: 2px solid transparent;
        background: none;
        color: var(--muted);
        font-weight: 550;
        white-space: nowrap;
      }
      .views button:hover {
        color: var(--ink);
      }
      .views button[aria-pressed='true'] {
        border-color: var(--accent);
        color: var(--accent);
      }
      .views .number {
        font-size: 12px;
        font-weight: 600;
      }
      .filter {
        padding: 8px 12px;
        border-block: 1px solid var(--line);
        background: #fafbfa;
      }
      .filter select {
        width: 100%;
        min-height: 32px;
        padding-block: 4px;
      }
      .row {
        gap: 2px 10px;
        width: 100%;
        padding: 10px 14px 11px 16px;
        background: none;
        text-align: start;
      }
      .text {
        grid-column: 1 / -1;
        overflow: hidden;
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow-wrap: anywhere;
      }
      .text.unread {
        font-weight: 650;
      }
      .text .who {
        color: var(--muted);
        font-weight: 400;
      }
      .top {
        display: flex;
        align-items: center;
        gap: 6px;
        min-width: 0;
        color: var(--muted);
        font-size: 13px;
      }
      .top b {
        font-weight: 600;
        color: var(--ink);
      }
      .when {
        color: var(--muted);
        font-size: 13px;
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
      .when.waits {
        color: var(--warn);
        font-weight: 650;
      }
      .dot {
        flex: none;
        width: 9px;
        height: 9px;
        border-radius: 50%;
        background: #d1500a;
      }
      .state {
        grid-column: 1 / -1;
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin-block-start: 4px;
      }
      .empty {
        padding: 40px 20px;
        text-align: center;
        color: var(--muted);
      }
    `,
  ];

  constructor() {
    super();
    new Commands(this, (command) => this.obey(command));
  }

  private onKey(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    this.move(step);
  }

  /** From the line that has the focus, else from the one that is open. */
  private move(step: number): void {
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>('.row')];
    const focused = rows.findIndex((row) => row.matches(':focus'));
    const open = rows.findIndex((row) => row.getAttribute('aria-current') === 'true');
    const at = focused >= 0 ? focused : open;
    rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.focus();
  }

  private obey(command: Command): void {
    if (command === 'next') this.move(1);
    else if (command === 'previous') this.move(-1);
    else if (command === 'view.queue' || command === 'view.mine' || command === 'back') {
      // The focus goes to where it came from, or to the first line of another view.
      void this.updateComplete.then(() => {
        if (command !== 'back' || !this.renderRoot.querySelector('.row:focus')) this.focusOpen();
      });
    }
  }

  private focusOpen(): void {
    const rows = this.renderRoot.querySelectorAll<HTMLElement>('.row');
    (this.last ? [...rows].find((row) => row.dataset['id'] === this.last) : null)?.focus();
    if (!this.renderRoot.querySelector('.row:focus')) rows[0]?.focus();
  }

  private focusedAt = -1;
  /** The conversation that was opened last. */
  private last = '';

  protected override willUpdate(): void {
    if (this.desk.open) this.last = this.desk.open.id;
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>('.row')];
    this.focusedAt = rows.findIndex((row) => row.matches(':focus'));
  }

  protected override updated(): void {
    // A line that a colleague took away takes the focus along: it stays at its place.
    if (this.focusedAt < 0 || this.renderRoot.querySelector('.row:focus')) return;
    const rows = this.renderRoot.querySelectorAll<HTMLElement>('.row');
    rows[Math.min(this.focusedAt, rows.length - 1)]?.focus();
  }

  protected override render(): unknown {
    const { desk, words } = this;
    const { me } = desk;
    if (!me) return nothing;
    const rows = list(desk.rows, desk.view, desk.department, me);
    return html`
      <div class="views" role="group" aria-label=${words.t('view.label')}>
        ${VIEWS.map((view) => {
          const total = view === 'queue' || view === 'mine' ? count(desk.rows, view, me) : 0;
          return html`<button
            type="button"
            aria-pressed=${String(view === desk.view)}
            @click=${() => desk.choose(view)}
          >
            ${words.t(`view.${view}`)}
            ${total > 0 ? html`<span class="number">${total}</span>` : nothing}
          </button>`;
        })}
      </div>
      <div class="filter">
        <select
          aria-label=${words.t('filter.department')}
          @change=${(event: Event) => desk.filter((event.target as HTMLSelectElement).value)}
        >
          <option value="">${words.t('filter.all')}</option>
          ${desk.departments.map(
            ({ name, title }) =>
              html`<option value=${name} ?selected=${desk.department === name}>${title}</option>`,
          )}
        </select>
      </div>
      ${
        rows.length === 0
          ? html`<p class="empty">${words.t(`list.empty.${desk.view}`)}</p>`
          : html`<ul aria-label=${words.t('list.label')} @keydown=${this.onKey}>
              ${repeat(
                rows,
                (row) => row.id,
                (row) => html`<li>${this.renderRow(row)}</li>`,
              )}
            </ul>`
      }
    `;
  }

  private renderRow(row: Row): TemplateResult {
    const { desk, words } = this;
    const question = row.state.owner === 'queue' ? row.question : null;
    const author =
      !question && row.last_author && row.last_author !== 'visitor'
        ? `${words.maybe('author', row.last_author)}: `
        : '';
    return html`<button
      class="row"
      type="button"
      data-id=${row.id}
      aria-current=${String(desk.open?.id === row.id)}
      @click=${() => (location.hash = `chats/${encodeURIComponent(row.id)}`)}
    >
      <span class="top">
        ${
          row.unread
            ? html`<span class="dot" role="img" aria-label=${words.t('list.unread')}></span>`
            : nothing
        }
        <b>${desk.departmentTitle(row.department) || words.t('filter.department')}</b>
        <span>${row.language}</span>
        ${row.level > 1 ? html`<span>${words.t('level', { n: row.level })}</span>` : nothing}
      </span>
      ${this.renderWhen(row)}
      <span class="text ${row.unread ? 'unread' : ''}">
        ${author ? html`<span class="who">${author}</span>` : nothing}${
          question || (row.last_text ?? words.t('list.nothing_said'))
        }
      </span>
      ${desk.view === 'all' ? html`<span class="state">${this.renderState(row)}</span>` : nothing}
    </button>`;
  }

  private renderWhen(row: Row): unknown {
    const { desk, words } = this;
    if (row.state.owner === 'queue' && row.waiting_since) {
      return html`<span class="when waits"
        >${words.t('list.waits')}
        <desk-wait .since=${row.waiting_since} .now=${() => desk.now()}></desk-wait
      ></span>`;
    }
    if (!row.last_at) return nothing;
    const today = dayKey(new Date(desk.now()).toISOString(), desk.zone);
    const text =
      dayKey(row.last_at, desk.zone) === today
        ? timeOfDay(row.last_at, desk.zone, words.language)
        : moment(row.last_at, desk.zone, words.language);
    return html`<time class="when" datetime=${row.last_at}>${text}</time>`;
  }

  private renderState(row: Row): unknown {
    const { desk, words } = this;
    const { owner, staff } = row.state;
    const mine = desk.me && isMine(row, desk.me);
    const text = mine
      ? words.t('state.mine')
      : owner === 'staff'
        ? staff
          ? words.t('state.staff', { name: staff.name })
          : words.t('state.staff.someone')
        : words.t(`state.${owner}`);
    return html`<span class="chip ${mine ? 'good' : owner}">${text}</span>`;
  }
}
