import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import './data-tab';
import { TrainingElement } from './element';
import './inbox-tab';
import './models-tab';
import './trainings-tab';
import './why-tab';

const TABS = ['inbox', 'trainings', 'models', 'data', 'why'] as const;
type Tab = (typeof TABS)[number];

/** The workbench: from a misunderstood message to the model that understands it. */
@customElement('training-body')
export class TrainingBody extends TrainingElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        grid-template-columns: minmax(0, 1fr);
        min-height: 0;
      }
      nav {
        display: flex;
        gap: 4px;
        padding: 6px 16px 0;
        overflow-x: auto;
        scrollbar-width: none;
        border-block-end: 1px solid var(--line);
        background: #fff;
      }
      nav a {
        flex: none;
        padding: 8px 12px;
        border-block-end: 2px solid transparent;
        color: var(--muted);
        font-weight: 550;
        text-decoration: none;
      }
      nav a:hover {
        color: var(--ink);
      }
      nav a:focus-visible {
        outline-offset: -2px;
      }
      nav a[aria-current='page'] {
        border-color: var(--accent);
        color: var(--accent);
      }
    `,
  ];

  /** The part of the address after `#training/`; the inbox where there is none. */
  @property() tab: string | null = null;
  /** What of that tab is open. */
  @property() more: string | null = null;

  protected override render(): TemplateResult {
    const { texts } = this;
    const tab = TABS.find((name) => name === this.tab) ?? 'inbox';
    return html`
      <nav aria-label=${texts.t('tabs')}>
        ${TABS.map(
          (name) =>
            html`<a href="#training/${name}" aria-current=${name === tab ? 'page' : 'false'}>
              ${texts.t(`tab.${name}`)}
            </a>`,
        )}
      </nav>
      ${this.renderTab(tab)}
    `;
  }

  private renderTab(tab: Tab): TemplateResult {
    const { desk, texts, more } = this;
    switch (tab) {
      case 'inbox':
        return html`<inbox-tab .desk=${desk} .texts=${texts}></inbox-tab>`;
      case 'trainings':
        return html`<trainings-tab
          .desk=${desk}
          .texts=${texts}
          .training=${more}
        ></trainings-tab>`;
      case 'models':
        return html`<models-tab .desk=${desk} .texts=${texts} .model=${more}></models-tab>`;
      case 'data':
        return html`<data-tab .desk=${desk} .texts=${texts}></data-tab>`;
      case 'why':
        return html`<why-tab .desk=${desk} .texts=${texts} .message=${more}></why-tab>`;
    }
  }
}
