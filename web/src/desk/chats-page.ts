import { css, html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import './chat-context';
import './chat-list';
import './chat-view';
import { DeskElement } from './element';

/** Three columns: who is there, what is said, and what is known. */
@customElement('chats-page')
export class ChatsPage extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: 344px minmax(0, 1fr) 336px;
        min-height: 0;
      }
      chat-list {
        border-inline-end: 1px solid var(--line);
      }
      chat-context {
        border-inline-start: 1px solid var(--line);
      }
      .none {
        display: grid;
        place-content: center;
        grid-column: 2 / -1;
        padding: 24px;
        text-align: center;
        color: var(--muted);
      }
      .none b {
        color: var(--ink);
        font-size: 17px;
      }
      .none p {
        margin: 4px 0 0;
      }
      @media (max-width: 1180px) {
        :host {
          grid-template-columns: 320px minmax(0, 1fr);
          position: relative;
        }
        chat-context {
          position: absolute;
          inset-block: 0;
          inset-inline-end: 0;
          width: min(360px, 100%);
          box-shadow: -12px 0 32px rgb(12 24 22 / 0.14);
          z-index: 2;
        }
        chat-context:not(.open) {
          display: none;
        }
      }
      @media (max-width: 760px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
        }

        chat-list.behind,
        .none {
          display: none;
        }
      }
    `,
  ];

  @state() private details = false;

  protected override render(): TemplateResult {
    const { desk, words } = this;
    const open = desk.open;
    return html`
      <chat-list .desk=${desk} class=${open ? 'behind' : ''}></chat-list>
      ${
        open
          ? html`<chat-view
                .desk=${desk}
                .conversation=${open}
                @details=${() => (this.details = !this.details)}
              ></chat-view>
              <chat-context
                .desk=${desk}
                class=${this.details ? 'open' : ''}
                @close=${() => (this.details = false)}
              ></chat-context>`
          : html`<div class="none">
              <b>${words.t('chat.none')}</b>
              <p>${words.t('chat.none.hint')}</p>
            </div>`
      }
    `;
  }
}
