import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { moment } from '../core/time';
import { chime } from '../widget/sound';
import { DeskElement } from './element';
import type { PromiseNews } from './promises-api';

/** Says, on whatever page one is, that a promise is about to break or has broken. */
@customElement('promise-alert')
export class PromiseAlert extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
        padding: 7px 16px;
        border-block-end: 1px solid #ecd6ac;
        background: var(--warn-soft);
        color: #6b4000;
      }
      .bar.broken {
        border-color: #f0cdc8;
        background: var(--danger-soft);
        color: #7d1d12;
      }
      p {
        flex: 1;
        min-width: 0;
        margin: 0;
        overflow-wrap: anywhere;
      }
      a {
        color: inherit;
        font-weight: 600;
        text-underline-offset: 2px;
      }
      .button {
        min-height: 28px;
        padding: 2px 10px;
      }
    `,
  ];

  /** The last of each ticket that nobody has dismissed. */
  @state() private news: PromiseNews[] = [];

  private readonly onPromise = (event: Event): void => {
    const news = (event as CustomEvent<PromiseNews>).detail;
    this.news = this.news.filter(({ id }) => id !== news.id);
    if (news.news === 'decided') return;
    this.news = [news, ...this.news];
    void chime();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this.desk.addEventListener('promise', this.onPromise);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.desk.removeEventListener('promise', this.onPromise);
  }

  protected override render(): unknown {
    const { words, desk } = this;
    const [latest] = this.news;
    const more = this.news.length - 1;
    const broken = latest?.news === 'broken';
    const at = latest?.due_at ? moment(latest.due_at, desk.zone, words.language) : '';
    return html`<div role="status">
      ${
        latest
          ? html`<div class="bar ${broken ? 'broken' : ''}">
              <p>
                ${words.t(broken ? 'promises.alert.broken' : 'promises.alert.warned', {
                  moment: at,
                })}
                ${
                  latest.ticket
                    ? html`<a href="#tickets/${latest.ticket}"
                        >${latest.ticket}: ${latest.subject}</a
                      >`
                    : nothing
                }
                ${
                  more > 0
                    ? html`<a href="#promises">${words.n('promises.alert.more', more)}</a>`
                    : nothing
                }
              </p>
              <button class="button" type="button" @click=${() => (this.news = [])}>
                ${words.t('error.dismiss')}
              </button>
            </div>`
          : nothing
      }
    </div>`;
  }
}
