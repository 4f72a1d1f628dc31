import { css, html, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import { dialogStyles } from '../dialog-styles';
import { TrainingElement } from './element';
import { INBOX_KEYS } from './inbox-keys';

/** The keys of the inbox and what they do. */
@customElement('inbox-help')
export class InboxHelp extends TrainingElement {
  static override styles = [
    pageStyles,
    dialogStyles,
    css`
      .inside {
        display: grid;
        gap: 12px;
        padding: 22px 24px;
      }
      p {
        margin: 0;
        color: var(--muted);
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 6px 16px;
        margin: 0;
      }
      dt {
        display: flex;
        gap: 4px;
        align-items: center;
      }
      dd {
        margin: 0;
      }
      kbd {
        min-width: 26px;
        padding: 1px 7px;
        border: 1px solid #c3cdc9;
        border-bottom-width: 2px;
        border-radius: 6px;
        background: var(--ground);
        font: inherit;
        font-size: 13px;
        text-align: center;
      }
    `,
  ];

  @query('dialog') private readonly dialog!: HTMLDialogElement;

  show(): void {
    if (!this.dialog.open) this.dialog.showModal();
  }

  protected override render(): TemplateResult {
    const { texts, words } = this;
    return html`<dialog aria-labelledby="title">
      <div class="inside">
        <h2 id="title">${texts.t('inbox.keys.title')}</h2>
        <p>${texts.t('inbox.keys.text')}</p>
        <dl>
          ${INBOX_KEYS.map(
            ({ keys, text }) =>
              html`<dt>${keys.map((key) => html`<kbd>${key}</kbd>`)}</dt>
                <dd>${texts.t(text)}</dd>`,
          )}
          <dt><kbd>1</kbd>–<kbd>9</kbd></dt>
          <dd>${texts.t('inbox.key.digits')}</dd>
        </dl>
        <div class="buttons">
          <button class="button main" type="button" autofocus @click=${() => this.dialog.close()}>
            ${words.t('packet.close')}
          </button>
        </div>
      </div>
    </dialog>`;
  }
}
