import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import { TrainingElement } from './element';
import { Poll } from './poll';
import { fetchLog } from './trainings-api';

const EVERY_MS = 2_000;
/** So near to the end one is at the end. */
const NEAR_PX = 24;

/** What a training said, word for word; follows the end while one is there and it goes on. */
@customElement('training-log')
export class TrainingLog extends TrainingElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        display: block;
      }
      summary {
        width: fit-content;
        padding: 3px 6px;
        margin-inline-start: -6px;
        border-radius: 6px;
        color: var(--accent);
        font-weight: 550;
        cursor: pointer;
      }
      pre {
        max-height: 320px;
        margin: 8px 0 0;
        padding: 10px 12px;
        border-radius: 8px;
        overflow: auto;
        background: #17211f;
        color: #e8efed;
        font-size: 12px;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      p {
        margin: 8px 0 0;
        color: var(--muted);
      }
    `,
  ];

  @property() training!: string;
  @property({ type: Boolean }) running = false;
  @state() private open = false;
  @state() private text: string | null = null;
  @state() private problem: string | null = null;
  @query('pre') private box!: HTMLElement | null;
  private atEnd = true;

  private readonly poll = new Poll(this, async () => {
    if (!this.open) return null;
    const { training } = this;
    try {
      const text = await fetchLog(this.desk.api, training);
      if (training === this.training) this.text = text;
      this.problem = null;
    } catch (error) {
      // What came before stays in sight.
      this.problem = this.desk.explain(error);
    }
    return this.running || this.problem !== null ? EVERY_MS : null;
  });

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('training') && changed.get('training') !== undefined) {
      this.text = null;
      this.atEnd = true;
    }
    // Its last lines come with its end.
    if (changed.has('training') || changed.has('running')) void this.poll.now();
  }

  protected override updated(): void {
    const { box } = this;
    if (box && this.atEnd) box.scrollTop = box.scrollHeight;
  }

  private toggled(event: Event): void {
    this.open = (event.target as HTMLDetailsElement).open;
    if (this.open) void this.poll.now();
  }

  private scrolled(event: Event): void {
    const { scrollTop, scrollHeight, clientHeight } = event.target as HTMLElement;
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  protected override render(): TemplateResult {
    const { texts, text } = this;
    return html`<details @toggle=${this.toggled}>
      <summary>${texts.t('trainings.log')}</summary>
      ${this.problem ? html`<p role="status">${this.problem}</p>` : nothing}
      ${
        text === null
          ? nothing
          : text === ''
            ? html`<p>${texts.t('trainings.log.empty')}</p>`
            : html`<pre
                tabindex="0"
                role="region"
                aria-label=${texts.t('trainings.log')}
                @scroll=${this.scrolled}
              >
${text}</pre>`
      }
    </details>`;
  }
}
