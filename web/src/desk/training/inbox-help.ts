import { css, html, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import { dialogStyles } from '../dialog-styles';
import { keyListStyles } from '../key-list-styles';
import { TrainingElement } from './element';
import { INBOX_KEYS } from './inbox-keys';

/** The keys of the inbox and what they do. */
@customElement('inbox-help')
export class InboxHelp extends TrainingElement {
  static override styles = [
    pageStyles,
    dialogStyles,
    keyListStyles,
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
