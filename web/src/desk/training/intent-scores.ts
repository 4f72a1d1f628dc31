import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { styleMap } from 'lit/directives/style-map.js';
import { pageStyles } from '../../core/page-styles';
import type { RowDrawing } from '../plot/drawing';
import '../plot/plot-view';
import { TrainingElement } from './element';
import { figureTableStyles, trainingStyles } from './training-styles';
import { intentText, numberText, pointsText, shareText } from './training-texts';
import {
  changedScores,
  intentScores,
  ordered,
  type Frozen,
  type IntentOrder,
  type IntentScore,
} from './verdict-model';

const DRAWN = 15;
const ORDERS: readonly IntentOrder[] = ['intent', 'messages', 'before', 'after', 'change'];
/** Room for two bars and a gap, and for the axis and the legend. */
const BAR_PX = 34;
const AROUND_PX = 76;

/** The F1 of every intent before and after: what changed as bars, all of it as a table. */
@customElement('intent-scores')
export class IntentScores extends TrainingElement {
  static override styles = [
    pageStyles,
    trainingStyles,
    figureTableStyles,
    css`
      th button {
        padding: 0;
        border: 0;
        background: none;
        font-weight: 600;
        color: inherit;
      }
      th button:hover {
        color: var(--ink);
      }
      th i {
        display: inline-block;
        width: 1em;
        font-style: normal;
      }
    `,
  ];

  @property({ attribute: false }) frozen!: Frozen;
  @state() private by: IntentOrder = 'change';
  @state() private descending = false;
  private scores: IntentScore[] = [];
  private changed: IntentScore[] = [];
  private drawing: RowDrawing | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('frozen') && !changed.has('texts')) return;
    this.scores = intentScores(this.frozen);
    this.changed = changedScores(this.scores, DRAWN);
    this.drawing = this.changed.length > 0 ? this.draw() : null;
  }

  private draw(): RowDrawing {
    const { texts, changed } = this;
    return {
      shape: 'lying',
      labels: changed.map(({ intent }) => intentText(texts, intent)),
      series: (['before', 'after'] as const).map((name, index) => ({
        label: texts.t(`difference.${name}`),
        values: changed.map((one) => one[name]),
        // The candidate has the darker colour, in every plot.
        colour: 1 - index,
      })),
      stacked: false,
      seconds: false,
      shares: true,
      format: (value) => shareText(texts, value),
    };
  }

  private sort(by: IntentOrder): void {
    // Names from A, figures from the highest; the change from what lost most.
    this.descending = this.by === by ? !this.descending : by !== 'intent' && by !== 'change';
    this.by = by;
  }

  protected override render(): TemplateResult {
    const { texts, drawing, changed } = this;
    const title = texts.t('scores.title');
    return html`${
        drawing
          ? html`<plot-view
              style=${styleMap({ height: `${changed.length * BAR_PX + AROUND_PX}px` })}
              .drawing=${drawing}
              label=${texts.t('plot', { title })}
            ></plot-view>`
          : html`<p class="none">${texts.t('scores.same')}</p>`
      }
      <details>
        <summary>${texts.n('scores.all', this.scores.length)}</summary>
        ${this.renderTable(title)}
      </details>`;
  }

  private renderTable(title: string): TemplateResult {
    const { texts, by, descending } = this;
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${title}>
      <table class="figures">
        <caption class="sr">
          ${title}
        </caption>
        <thead>
          <tr>
            ${ORDERS.map(
              (name) =>
                html`<th
                  scope="col"
                  class=${name === 'intent' ? '' : 'number'}
                  aria-sort=${by !== name ? 'none' : descending ? 'descending' : 'ascending'}
                >
                  <button type="button" @click=${() => this.sort(name)}>
                    ${texts.t(`scores.${name}`)}<i aria-hidden="true"
                      >${by !== name ? nothing : descending ? '▾' : '▴'}</i
                    >
                  </button>
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${ordered(this.scores, by, descending).map(
            ({ intent, messages, before, after, change }) =>
              html`<tr>
                <th scope="row">${intentText(texts, intent)}</th>
                <td class="number">${numberText(texts, messages)}</td>
                <td class="number">${shareText(texts, before)}</td>
                <td class="number">${shareText(texts, after)}</td>
                <td class="number ${change > 0.0005 ? 'up' : change < -0.0005 ? 'down' : ''}">
                  ${pointsText(texts, change)}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}
