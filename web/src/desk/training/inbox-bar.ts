import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import { TrainingElement } from './element';
import type { Act } from './inbox-keys';
import { messagesOf } from './inbox-model';
import type { InboxStore } from './inbox-store';

/** What was done last, and what can be done with the selection. Fires `act`. */
@customElement('inbox-bar')
export class InboxBar extends TrainingElement {
  static override styles = [
    pageStyles,
    css`
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 12px;
        min-height: 50px;
        padding: 7px 16px;
        border-block-start: 1px solid var(--line);
        background: #fafbfa;
      }
      .bar.selecting {
        background: var(--soft);
      }
      .bar p {
        flex: 1 1 160px;
        min-width: 0;
        margin: 0;
        overflow-wrap: anywhere;
      }
      .bar .problem {
        color: #7d1d12;
        font-weight: 550;
      }
      .bar .total {
        color: var(--muted);
      }
      @media (max-width: 760px) {
        .bar {
          padding-inline: 12px;
        }
        .keys {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) store!: InboxStore;
  @property() told = '';
  /** Grows with each label. */
  @property({ type: Number }) version = 0;

  private readonly redraw = (): void => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    this.store.addEventListener('change', this.redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.store.removeEventListener('change', this.redraw);
  }

  private button(text: string, act: Act): TemplateResult {
    return html`<button
      class="button"
      type="button"
      @click=${() => this.dispatchEvent(new CustomEvent<Act>('act', { detail: act }))}
    >
      ${text}
    </button>`;
  }

  protected override render(): TemplateResult {
    const { texts, store } = this;
    const lines = store.selectedLines;
    if (lines.length === 0) return this.renderLast();
    const n = messagesOf(lines);
    return html`<div class="bar selecting">
      <p role="status">
        ${texts.n('inbox.selected', lines.length)}
        ${n > lines.length ? texts.t('inbox.selected.messages', { n }) : nothing}
      </p>
      ${this.button(texts.t('inbox.accept_all'), 'accept.selected')}
      ${this.button(texts.t('inbox.choose'), 'choose')}
      ${this.button(texts.t('inbox.dismiss'), 'dismiss')}
      ${this.button(texts.t('inbox.clear'), 'clear')}
    </div>`;
  }

  /** Labels that were not saved are told until they are, also to whoever comes back. */
  private renderRefused(): TemplateResult {
    const { texts, store } = this;
    const { refused } = store.labeller;
    const why = [...refused.values()].at(-1)?.why ?? '';
    return html`
      <p class="problem" role="alert">${texts.n('inbox.unsaved', refused.size, { why })}</p>
      <button
        class="button"
        type="button"
        @click=${() => store.labeller.retry([...refused.keys()])}
      >
        ${texts.t('inbox.retry')}
      </button>
      <button
        class="button"
        type="button"
        @click=${() => store.labeller.forget([...refused.keys()])}
      >
        ${texts.t('inbox.forget')}
      </button>
    `;
  }

  private renderLast(): TemplateResult {
    const { texts, store } = this;
    return html`<div class="bar">
      ${store.labeller.refused.size > 0 ? this.renderRefused() : html`<p role="status">${this.told}</p>`}
      ${store.labeller.canUndo ? this.button(texts.t('inbox.undo'), 'undo') : nothing}
      <span class="total">${store.loaded ? texts.n('inbox.total', store.total) : nothing}</span>
      <span class="keys">${this.button(texts.t('inbox.keys'), 'help')}</span>
    </div>`;
  }
}
