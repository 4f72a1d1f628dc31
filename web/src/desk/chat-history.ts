import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { moment } from '../core/time';
import { DeskElement } from './element';
import './past-dialog';
import type { PastDialog } from './past-dialog';
import type { Earlier, History } from './replies-api';

/** What the same visitor had before. */
@customElement('chat-history')
export class ChatHistory extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      section {
        padding: 14px 18px;
        border-block-end: 1px solid var(--line);
      }
      h3 {
        margin: 0 0 6px;
        font-size: 13px;
        font-weight: 600;
        color: var(--muted);
      }
      ul {
        display: grid;
        gap: 4px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      ul + ul {
        margin-block-start: 8px;
      }
      button {
        display: block;
        width: 100%;
        padding: 6px 8px;
        border: 1px solid var(--line);
        border-radius: 8px;
        background: var(--surface);
        text-align: start;
      }
      button:hover {
        background: #f7f9f8;
      }
      .what {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow: hidden;
        overflow-wrap: anywhere;
      }
      small,
      .more {
        color: var(--muted);
        font-size: 12.5px;
      }
      .more {
        margin: 6px 0 0;
      }
      a {
        color: var(--accent);
        text-underline-offset: 2px;
      }
    `,
  ];

  @property({ attribute: false }) past: History | null = null;
  @query('past-dialog') private readonly dialog!: PastDialog;

  protected override render(): unknown {
    const { past, words } = this;
    if (!past) return nothing;
    const { conversations, tickets, more, hidden } = past;
    const others = hidden.conversations + hidden.tickets;
    const rest = more.conversations + more.tickets;
    if (conversations.length + tickets.length + others === 0) return nothing;
    return html`<section>
        <h3>${words.t('history.title')}</h3>
        <ul>
          ${conversations.map((earlier) => html`<li>${this.renderEarlier(earlier)}</li>`)}
        </ul>
        <ul>
          ${tickets.map(
            ({ number, subject, status }) =>
              html`<li>
                <a class="number" href="#tickets/${number}">${number}</a> ${subject}
                <span class="chip ${status}">${words.maybe('ticket.status', status)}</span>
              </li>`,
          )}
        </ul>
        ${rest > 0 ? html`<p class="more">${words.n('history.more', rest)}</p>` : nothing}
        ${others > 0 ? html`<p class="more">${words.n('history.hidden', others)}</p>` : nothing}
      </section>
      <past-dialog .desk=${this.desk}></past-dialog>`;
  }

  private renderEarlier(earlier: Earlier): TemplateResult {
    const { words, desk } = this;
    const about = [
      moment(earlier.created_at, desk.zone, words.language),
      desk.departmentTitle(earlier.department),
      earlier.staff?.name,
      earlier.rating ? `${earlier.rating}/5` : null,
    ].filter((part) => !!part);
    return html`<button type="button" @click=${() => void this.dialog.show(earlier)}>
      <span class="what">
        ${earlier.question ?? earlier.last_text ?? words.t('list.nothing_said')}
      </span>
      <small>${about.join(' · ')}</small>
    </button>`;
  }
}
