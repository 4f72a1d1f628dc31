import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { pageStyles } from '../core/page-styles';
import { DeskElement } from './element';
import { listStyles } from './list-styles';
import { replyBook, type Reply, type ReplyBook } from './replies-api';
import './reply-form';
import { plain } from './reply-options';

/** The ready replies: found, read, and written by those who lead. */
@customElement('replies-page')
export class RepliesPage extends DeskElement {
  static override styles = [
    pageStyles,
    listStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(320px, 4fr) minmax(0, 7fr);
        min-height: 0;
      }
      .side {
        display: flex;
        flex-direction: column;
        min-height: 0;
        border-inline-end: 1px solid var(--line);
        background: var(--surface);
      }
      .find {
        display: flex;
        gap: 8px;
        padding: 10px 14px;
        border-block-end: 1px solid var(--line);
        background: #fafbfa;
      }
      .find input {
        flex: 1;
        min-width: 0;
      }
      .row {
        gap: 2px 12px;
        width: 100%;
        padding: 10px 16px 11px 13px;
        background: none;
        text-align: start;
      }
      .row b {
        font-weight: 600;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .row code {
        color: var(--accent);
        font-family: inherit;
        font-weight: 600;
      }
      small {
        color: var(--muted);
        font-size: 12.5px;
      }
      .empty {
        padding: 40px 20px;
        text-align: center;
        color: var(--muted);
      }
      .none {
        display: grid;
        place-content: center;
        padding: 24px;
        text-align: center;
        color: var(--muted);
      }
      reply-form {
        min-height: 0;
        overflow-y: auto;
      }
      @media (max-width: 820px) {
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

  @state() private book: ReplyBook | null = null;
  @state() private query = '';
  /** The reply that is shown; a new one is `new`. */
  @state() private chosen: Reply | 'new' | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private async load(chosenId?: string): Promise<void> {
    await this.desk.attempt(async () => {
      this.book = await replyBook(this.desk.api);
      if (chosenId) this.chosen = this.book.replies.find(({ id }) => id === chosenId) ?? null;
    });
  }

  private get found(): Reply[] {
    const wanted = plain(this.query.replace(/^\//, '').trim());
    const replies = this.book?.replies ?? [];
    if (wanted === '') return replies;
    return replies.filter((reply) => {
      const texts = Object.values(reply.texts).join(' ');
      return plain(`${reply.shortcut} ${reply.title} ${texts}`).includes(wanted);
    });
  }

  protected override render(): TemplateResult {
    const { words, book, chosen, found } = this;
    return html`
      <div class="side ${chosen ? 'behind' : ''}">
        <div class="find">
          <input
            type="search"
            aria-label=${words.t('replies.search')}
            placeholder=${words.t('replies.search')}
            .value=${this.query}
            @input=${(event: Event) => (this.query = (event.target as HTMLInputElement).value)}
          />
          ${
            book?.may_edit
              ? html`<button
                  class="button main"
                  type="button"
                  @click=${() => (this.chosen = 'new')}
                >
                  ${words.t('replies.new')}
                </button>`
              : nothing
          }
        </div>
        ${
          book && found.length === 0
            ? html`<p class="empty">${words.t('replies.empty')}</p>`
            : html`<ul aria-label=${words.t('nav.replies')}>
                ${repeat(
                  found,
                  ({ id }) => id,
                  (reply) => html`<li>${this.renderRow(reply)}</li>`,
                )}
              </ul>`
        }
      </div>
      ${
        book && chosen
          ? html`<reply-form
              .desk=${this.desk}
              .book=${book}
              .reply=${chosen === 'new' ? null : chosen}
              @close=${() => (this.chosen = null)}
              @saved=${(event: CustomEvent<string>) => void this.load(event.detail)}
              @removed=${() => {
                this.chosen = null;
                void this.load();
              }}
            ></reply-form>`
          : html`<p class="none">${words.t('replies.none')}</p>`
      }
    `;
  }

  private renderRow(reply: Reply): TemplateResult {
    const { words, desk, chosen } = this;
    const current = chosen !== null && chosen !== 'new' && chosen.id === reply.id;
    return html`<button
      class="row"
      type="button"
      aria-current=${String(current)}
      @click=${() => (this.chosen = reply)}
    >
      <b>${reply.title}</b>
      <code>/${reply.shortcut}</code>
      <small
        >${
          reply.department ? desk.departmentTitle(reply.department) : words.t('replies.everybody')
        }</small
      >
      <small>${words.n('replies.uses', reply.uses)}</small>
    </button>`;
  }
}
