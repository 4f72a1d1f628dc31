import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import { heat } from '../reports/model';
import { TrainingElement } from './element';
import { figureTable } from './figure-table';
import { figureTableStyles, trainingStyles } from './training-styles';
import { intentText, numberText } from './training-texts';
import { matrixOf, mistakesOf, type Confusion, type Matrix } from './verdict-model';

const STEPS = 5;
const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

interface Cell {
  label: string;
  guess: string;
}

/** What the candidate takes for what: a table whose cells are the darker the more it is. */
@customElement('confusion-table')
export class ConfusionTable extends TrainingElement {
  static override styles = [
    pageStyles,
    trainingStyles,
    figureTableStyles,
    css`
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 16px;
      }
      .tools label {
        display: inline-flex;
        align-items: center;
        gap: 7px;
      }
      .tools input {
        width: 17px;
        height: 17px;
        margin: 0;
      }
      .told-cell {
        min-height: 20px;
        margin: 8px 0 0;
        font-weight: 550;
      }
      @media (max-width: 600px) {
        .told-cell {
          min-height: 41px;
        }
      }
      .matrix {
        max-height: 620px;
        margin-block-start: 8px;
        overflow: auto;
      }
      .matrix table {
        border-spacing: 1px;
        font-size: 12px;
      }
      .matrix th {
        font-weight: 400;
        background: var(--surface);
      }
      .matrix thead th {
        position: sticky;
        inset-block-start: 0;
        z-index: 1;
        height: 122px;
        padding: 0 0 4px;
        vertical-align: bottom;
      }
      .matrix thead th:first-child {
        inset-inline-start: 0;
        z-index: 2;
      }
      .matrix thead span {
        display: block;
        max-height: 118px;
        margin-inline: auto;
        overflow: hidden;
        writing-mode: vertical-rl;
        rotate: 180deg;
        white-space: nowrap;
        text-overflow: ellipsis;
      }
      .matrix tbody th {
        position: sticky;
        inset-inline-start: 0;
        z-index: 1;
        max-width: 130px;
        padding-inline-end: 8px;
        overflow: hidden;
        text-align: end;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .matrix td {
        min-width: 26px;
        height: 26px;
        padding: 0;
        background: #f4f6f5;
        text-align: center;
      }
      .matrix td.same {
        background: #e3e8e6;
        color: var(--muted);
      }
      .matrix button {
        width: 100%;
        height: 26px;
        padding: 0 3px;
        border: 0;
        background: none;
        font-variant-numeric: tabular-nums;
      }
      .matrix .on {
        outline: 2px solid var(--focus);
        outline-offset: -2px;
      }
      .matrix .step1 {
        background: #fbe3cd;
      }
      .matrix .step2 {
        background: #f5c49a;
      }
      .matrix .step3 {
        background: #eca468;
      }
      .matrix .step4 {
        background: #b35312;
        color: #fff;
      }
      .matrix .step5 {
        background: #7c3606;
        color: #fff;
      }
    `,
  ];

  @property({ attribute: false }) confusion!: readonly Confusion[];
  @state() private all = false;
  @state() private at: Cell | null = null;
  private matrix!: Matrix;

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('confusion') && !changed.has('all')) return;
    this.matrix = matrixOf(this.confusion, this.all);
    if (changed.has('confusion')) this.at = null;
  }

  /** The arrows lead from one mistake to the next one in their direction. */
  private onKey(event: KeyboardEvent): void {
    const move = MOVES[event.key];
    const { at, matrix } = this;
    if (!move || !at) return;
    event.preventDefault();
    let row = matrix.labels.indexOf(at.label) + move[0];
    let column = matrix.guesses.indexOf(at.guess) + move[1];
    for (; ; row += move[0], column += move[1]) {
      const [label, guess] = [matrix.labels[row], matrix.guesses[column]];
      if (label === undefined || guess === undefined) return;
      if (label !== guess && matrix.at(label, guess) > 0) {
        const next = `[data-at="${row}-${column}"]`;
        this.renderRoot.querySelector<HTMLElement>(next)?.focus();
        return;
      }
    }
  }

  protected override render(): TemplateResult {
    const { texts, confusion } = this;
    const mistakes = mistakesOf(confusion);
    if (mistakes.length === 0) return html`<p class="none">${texts.t('confusion.none')}</p>`;
    return html`<div class="tools">
        <label>
          <input
            type="checkbox"
            .checked=${this.all}
            @change=${(event: Event) => (this.all = (event.target as HTMLInputElement).checked)}
          />
          ${texts.t('confusion.whole')}
        </label>
      </div>
      <p class="told-cell" role="status">${this.atText()}</p>
      <div
        class="matrix"
        role="region"
        tabindex="0"
        aria-label=${texts.t('confusion.title')}
        @keydown=${this.onKey}
      >
        ${this.renderMatrix(mistakes)}
      </div>
      <details>
        <summary>${texts.n('confusion.list', mistakes.length)}</summary>
        ${figureTable(
          texts.t('confusion.title'),
          [
            { title: texts.t('difference.label') },
            { title: texts.t('confusion.taken') },
            { title: texts.t('scores.messages'), figures: true },
          ],
          mistakes.map(({ label, guess, messages }) => [
            intentText(texts, label),
            intentText(texts, guess),
            numberText(texts, messages),
          ]),
        )}
      </details>`;
  }

  private atText(): string {
    const { texts, at, matrix } = this;
    if (!at) return texts.t('confusion.hint');
    return texts.n('confusion.at', matrix.at(at.label, at.guess), {
      label: intentText(texts, at.label),
      guess: intentText(texts, at.guess),
    });
  }

  private renderMatrix(mistakes: readonly Confusion[]): TemplateResult {
    const { texts, matrix, at } = this;
    // One of them is reached with Tab, the others with the arrows.
    const first = at ?? mistakes[0];
    return html`<table>
      <caption class="sr">
        ${texts.t('confusion.caption')}
      </caption>
      <thead>
        <tr>
          <th scope="col"><span class="sr">${texts.t('difference.label')}</span></th>
          ${matrix.guesses.map(
            (guess) => html`<th scope="col"><span>${intentText(texts, guess)}</span></th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${matrix.labels.map(
          (label, row) =>
            html`<tr>
              <th scope="row">${intentText(texts, label)}</th>
              ${matrix.guesses.map((guess, column) => {
                const count = matrix.at(label, guess);
                if (label === guess) return html`<td class="same">${count || nothing}</td>`;
                if (count === 0) return html`<td></td>`;
                const told = (): void => {
                  this.at = { label, guess };
                };
                const on = at?.label === label && at.guess === guess;
                return html`<td class="step${heat(count, matrix.highest, STEPS)} ${on ? 'on' : ''}">
                  <button
                    type="button"
                    data-at="${row}-${column}"
                    tabindex=${first?.label === label && first.guess === guess ? 0 : -1}
                    @mouseenter=${told}
                    @focus=${told}
                    @click=${told}
                  >
                    ${count}
                  </button>
                </td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }
}
