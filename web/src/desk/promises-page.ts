import { css, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { DeskElement } from './element';

/** promises */
@customElement('promises-page')
export class PromisesPage extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        overflow-y: auto;
        padding: 20px 24px;
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`<h2>${this.words.t('nav.promises')}</h2>`;
  }
}
