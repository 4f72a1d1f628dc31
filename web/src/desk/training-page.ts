import { css, html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { loadMessages, type Translator } from '../core/i18n';
import { pageStyles } from '../core/page-styles';
import type { TrainingKey } from '../locales/training/en';
import { DeskElement } from './element';

/** The trainer's workbench. It is loaded, with its texts, when somebody comes here. */
@customElement('training-page')
export class TrainingPage extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        min-height: 0;
      }
      p {
        padding: 20px 24px;
      }
    `,
  ];

  /** The part of the address after `#training/`. */
  @property() tab: string | null = null;
  /** And the part after that. */
  @property() more: string | null = null;
  @state() private texts: Translator<TrainingKey> | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.desk.attempt(async () => {
      const [{ training }, { trainingLoaders }] = await Promise.all([
        import('../locales/training/en'),
        import('../locales/training/loaders'),
        import('./training/training-body'),
      ]);
      this.texts = await loadMessages(trainingLoaders, training, this.words.language);
    });
  }

  protected override render(): TemplateResult {
    const { desk, texts } = this;
    return texts
      ? html`<training-body
          .desk=${desk}
          .texts=${texts}
          .tab=${this.tab}
          .more=${this.more}
        ></training-body>`
      : html`<p role="status">${this.words.t('training.loading')}</p>`;
  }
}
