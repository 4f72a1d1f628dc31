import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { DeskElement } from './element';

/** people */
@customElement('people-page')
export class PeoplePage extends DeskElement {
  @property() tab: string | null = null;
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
    return html`<h2>${this.words.t('nav.people')}</h2>`;
  }
}
