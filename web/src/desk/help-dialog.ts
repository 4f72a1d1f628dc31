import { css, html, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { DeskElement } from './element';
import { keyListStyles } from './key-list-styles';
import { KEYS } from './shortcuts';

/** The keys and what they do. */
@customElement('help-dialog')
export class HelpDialog extends DeskElement {
  static override styles = [
    pageStyles,
    keyListStyles,
    css`
      dialog {
        width: min(520px, calc(100vw - 32px));
        max-height: calc(100dvh - 48px);
        padding: 22px 24px;
        border: 0;
        border-radius: 14px;
        color: var(--ink);
        box-shadow: 0 24px 64px rgb(12 24 22 / 0.35);
      }
      dialog::backdrop {
        background: rgb(12 24 22 / 0.4);
      }
      h2 {
        margin: 0 0 4px;
        font-size: 17px;
      }
      p {
        margin: 0 0 14px;
        color: var(--muted);
      }
      dl {
        margin-block-end: 18px;
      }
      .buttons {
        display: flex;
        justify-content: flex-end;
      }
    `,
  ];

  @query('dialog') private readonly dialog!: HTMLDialogElement;

  show(): void {
    if (!this.dialog.open) this.dialog.showModal();
  }

  protected override render(): TemplateResult {
    const { words } = this;
    return html`<dialog aria-labelledby="title">
      <h2 id="title">${words.t('keys.title')}</h2>
      <p>${words.t('keys.text')}</p>
      <dl>
        ${KEYS.map(
          ({ keys, text }) =>
            html`<dt>${keys.map((key) => html`<kbd>${key}</kbd>`)}</dt>
              <dd>${words.t(text)}</dd>`,
        )}
        <dt><kbd>Enter</kbd></dt>
        <dd>${words.t('keys.enter')}</dd>
      </dl>
      <div class="buttons">
        <button class="button main" type="button" autofocus @click=${() => this.dialog.close()}>
          ${words.t('packet.close')}
        </button>
      </div>
    </dialog>`;
  }
}
