import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import { TrainingElement } from './element';
import './why-answer';
import type { Question } from './why-api';

/** Why a message of the inbox was understood as it was, or any text would be. */
@customElement('why-tab')
export class WhyTab extends TrainingElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        display: block;
        min-height: 0;
        overflow-y: auto;
      }
      .inner {
        max-width: 980px;
        margin: 0 auto;
        padding: 18px 24px 40px;
      }
      h2 {
        margin: 0 0 4px;
        font-size: 20px;
        letter-spacing: -0.01em;
      }
      .hint {
        margin: 0 0 12px;
        color: var(--muted);
      }
      form {
        display: flex;
        gap: 8px;
        margin-block-end: 20px;
      }
      textarea {
        flex: 1;
        min-width: 0;
        min-height: 40px;
        field-sizing: content;
        max-height: 160px;
        resize: vertical;
      }
      .back {
        color: var(--accent);
        text-underline-offset: 2px;
      }
      @media (max-width: 560px) {
        .inner {
          padding: 14px 14px 32px;
        }
        form {
          flex-direction: column;
        }
        textarea {
          font-size: 16px;
        }
      }
    `,
  ];

  /** The inbox message that is explained. */
  @property() message: string | null = null;
  @state() private question: Question | null = null;
  @query('textarea') private readonly field!: HTMLTextAreaElement;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('message')) return;
    if (this.message !== null) this.question = { id: this.message };
    else if (this.question !== null && 'id' in this.question) this.question = null;
  }

  private ask(event: Event): void {
    event.preventDefault();
    const text = this.field.value.trim();
    if (text === '') return this.field.focus();
    this.question = { text };
    // What is shown is no message of the inbox any more.
    if (this.message !== null) location.hash = 'training/why';
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) this.ask(event);
  }

  protected override render(): TemplateResult {
    const { desk, texts, message } = this;
    return html`<div class="inner">
      <h2>${texts.t('why.title')}</h2>
      <p class="hint">
        ${texts.t('why.hint')}
        ${
          message === null
            ? nothing
            : html`<a class="back" href="#training/inbox">${texts.t('why.back')}</a>`
        }
      </p>
      <form @submit=${this.ask}>
        <textarea
          rows="1"
          maxlength="4000"
          aria-label=${texts.t('why.field')}
          placeholder=${texts.t('why.field')}
          @keydown=${this.onKey}
        ></textarea>
        <button class="button main">${texts.t('why.ask')}</button>
      </form>
      <why-answer .desk=${desk} .texts=${texts} .question=${this.question}></why-answer>
    </div>`;
  }
}
