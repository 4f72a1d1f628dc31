import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import { tableStyles } from '../table-styles';
import { TrainingElement } from './element';
import { trainingStyles } from './training-styles';
import { intentText, shareText } from './training-texts';
import { differencesOf, matching, type Comparison, type Kind } from './verdict-model';

/** So many lines at first: a phone draws thousands slowly, and nobody reads them at once. */
const FIRST = 25;

/** Message by message: what a candidate gets right that was wrong, and what it breaks. */
@customElement('difference-table')
export class DifferenceTable extends TrainingElement {
  static override styles = [
    pageStyles,
    tableStyles,
    trainingStyles,
    css`
      .tools {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-block: 10px;
      }
      .kinds {
        display: flex;
        gap: 6px;
      }
      .kinds button[aria-pressed='true'] {
        border-color: var(--accent);
        background: var(--soft);
        color: var(--accent-strong);
      }
      .tools input {
        flex: 1 1 200px;
        max-width: 340px;
      }
      .text {
        overflow-wrap: anywhere;
      }
      td.guess {
        font-size: 13px;
      }
      .wrong {
        color: var(--danger);
      }
      .right {
        color: #14562a;
      }
      .sure {
        color: var(--muted);
        font-variant-numeric: tabular-nums;
      }
      .all {
        margin-block-start: 10px;
      }
    `,
  ];

  @property({ attribute: false }) compared!: Pick<Comparison, Kind>;
  @state() private kind: Kind | 'all' = 'all';
  @state() private search = '';
  @state() private whole = false;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('compared')) this.whole = false;
  }

  protected override render(): TemplateResult {
    const { texts, compared, kind } = this;
    const all = differencesOf(compared);
    const count = { all: all.length, broken: compared.broken.length, fixed: compared.fixed.length };
    const found = matching(
      all.filter((one) => kind === 'all' || one.kind === kind),
      this.search,
    );
    const shown = this.whole ? found : found.slice(0, FIRST);
    return html`<div class="tools">
        <div class="kinds" role="group" aria-label=${texts.t('difference.kinds')}>
          ${(['all', 'broken', 'fixed'] as const).map(
            (name) =>
              html`<button
                class="button"
                type="button"
                aria-pressed=${String(kind === name)}
                @click=${() => (this.kind = name)}
              >
                ${texts.t(`difference.kind.${name}`)} <span class="number">${count[name]}</span>
              </button>`,
          )}
        </div>
        <input
          type="search"
          aria-label=${texts.t('difference.search')}
          placeholder=${texts.t('difference.search')}
          @input=${(event: Event) => (this.search = (event.target as HTMLInputElement).value)}
        />
      </div>
      ${
        found.length === 0
          ? html`<p class="none" role="status">${texts.t('difference.none')}</p>`
          : this.renderTable(shown)
      }
      ${
        found.length > shown.length
          ? html`<button class="button all" type="button" @click=${() => (this.whole = true)}>
              ${texts.t('difference.all', { n: found.length })}
            </button>`
          : nothing
      }`;
  }

  private renderTable(rows: ReturnType<typeof differencesOf>): TemplateResult {
    const { texts } = this;
    const heads = ['text', 'what', 'label', 'before', 'after'] as const;
    return html`<table role="table" aria-label=${texts.t('difference.title')}>
      <thead role="rowgroup">
        <tr role="row">
          ${heads.map(
            (head) =>
              html`<th role="columnheader" scope="col">${texts.t(`difference.${head}`)}</th>`,
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${rows.map((one) => {
          const guess = (
            head: 'before' | 'after',
            intent: string,
            share: number,
            right: boolean,
          ): TemplateResult =>
            html`<td role="cell" class="guess" data-label=${texts.t(`difference.${head}`)}>
              <span>
                <span class=${right ? 'right' : 'wrong'}>${intentText(texts, intent)}</span>
                <span class="sure">${shareText(texts, share)}</span>
              </span>
            </td>`;
          return html`<tr role="row">
            <td role="cell" class="first"><span class="text">${one.text}</span></td>
            <td role="cell" data-label=${texts.t('difference.what')}>
              <span>
                <span class="chip ${one.kind === 'fixed' ? 'good' : 'bad'}">
                  ${texts.t(`difference.${one.kind}`)}
                </span>
              </span>
            </td>
            <td role="cell" class="guess" data-label=${texts.t('difference.label')}>
              ${intentText(texts, one.label)}
            </td>
            ${guess('before', one.before, one.before_confidence, one.kind === 'broken')}
            ${guess('after', one.after, one.after_confidence, one.kind === 'fixed')}
          </tr>`;
        })}
      </tbody>
    </table>`;
  }
}
