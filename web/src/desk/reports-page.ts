import { css, html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { DeskElement } from './element';

/** The reports. They are loaded when somebody comes here: few do, and not in a hurry. */
@customElement('reports-page')
export class ReportsPage extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        overflow-y: auto;
        padding: 18px 24px 40px;
      }
      @media (max-width: 600px) {
        :host {
          padding-inline: 14px;
        }
      }
    `,
  ];

  @state() private loaded = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.desk.attempt(async () => {
      await import('./reports/reports-body');
      this.loaded = true;
    });
  }

  protected override render(): TemplateResult {
    return this.loaded
      ? html`<reports-body .desk=${this.desk}></reports-body>`
      : html`<p role="status">${this.words.t('reports.loading')}</p>`;
  }
}
