import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import { problemOf } from '../problems';
import { TrainingElement } from './element';
import { askWhy, type Question, type Why } from './why-api';
import './why-view';

/** Asks why, and shows the answer, or why there is none. */
@customElement('why-answer')
export class WhyAnswer extends TrainingElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        display: block;
      }
      p {
        margin: 0 0 10px;
        color: var(--muted);
      }
      .problem {
        padding: 9px 12px;
        border-radius: 8px;
        background: var(--danger-soft);
        color: #7d1d12;
      }
    `,
  ];

  @property({ attribute: false }) question: Question | null = null;
  @state() private why: Why | null = null;
  @state() private problem: string | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('question')) void this.load();
  }

  private async load(): Promise<void> {
    const { question, desk } = this;
    this.why = null;
    this.problem = null;
    if (question === null) return;
    try {
      const why = await askWhy(desk.api, question);
      // A slow answer to an older question must not replace a newer one.
      if (question === this.question) this.why = why;
    } catch (error) {
      if (question === this.question) this.problem = problemOf(desk, error);
    }
  }

  protected override render(): unknown {
    const { desk, texts, why, problem, question } = this;
    if (question === null) return nothing;
    if (problem !== null) return this.renderProblem(problem);
    if (why === null) return html`<p role="status">${texts.t('why.asking')}</p>`;
    const replaced = 'text' in question && question.text.trim() !== why.text;
    return html`
      <p class="sr" role="status">${texts.t('why.told')}</p>
      ${replaced ? html`<p>${texts.t('why.replaced')}</p>` : nothing}
      <why-view .desk=${desk} .texts=${texts} .why=${why}></why-view>
    `;
  }

  private renderProblem(problem: string): TemplateResult {
    return html`<p class="problem" role="alert">${problem}</p>
      <button class="button" type="button" @click=${() => void this.load()}>
        ${this.texts.t('inbox.retry')}
      </button>`;
  }
}
