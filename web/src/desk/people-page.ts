import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import './audit-list';
import { DeskElement } from './element';
import './people-list';

/** Who works here, and what was done. */
@customElement('people-page')
export class PeoplePage extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        display: block;
        min-height: 0;
        overflow-y: auto;
      }
      .inner {
        max-width: 1280px;
        margin: 0 auto;
        padding: 20px 24px 40px;
      }
      h2 {
        margin: 0 0 12px;
        font-size: 20px;
        letter-spacing: -0.01em;
      }
      nav {
        display: flex;
        gap: 4px;
        margin-block-end: 18px;
        border-block-end: 1px solid var(--line);
      }
      nav a {
        padding: 8px 12px;
        border-block-end: 2px solid transparent;
        color: var(--muted);
        font-weight: 550;
        text-decoration: none;
      }
      nav a:hover {
        color: var(--ink);
      }
      nav a[aria-current='page'] {
        border-color: var(--accent);
        color: var(--accent);
      }
      @media (max-width: 560px) {
        .inner {
          padding: 16px 14px 32px;
        }
      }
    `,
  ];

  /** The part of the address after `#people/`. */
  @property() tab: string | null = null;

  protected override render(): TemplateResult {
    const { words, desk } = this;
    const done = this.tab === 'done';
    return html`<div class="inner">
      <h2>${words.t('nav.people')}</h2>
      <nav aria-label=${words.t('people.tabs')}>
        <a href="#people" aria-current=${done ? 'false' : 'page'}>${words.t('nav.people')}</a>
        <a href="#people/done" aria-current=${done ? 'page' : 'false'}>
          ${words.t('audit.title')}
        </a>
      </nav>
      ${
        done
          ? html`<audit-list .desk=${desk}></audit-list>`
          : html`<people-list .desk=${desk}></people-list>`
      }
    </div>`;
  }
}
