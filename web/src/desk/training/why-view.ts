import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import { TrainingElement } from './element';
import { UNSURE } from './inbox-api';
import { percent } from './inbox-model';
import type { Near, Score, Why, Word } from './why-api';
import { along, bestOf, byStrength, decisive, piecesOf, points, strength } from './why-model';
import { whyViewStyles } from './why-view-styles';

const MOST_DECISIVE = 3;
const MOST_GUESSES = 6;

/** Why a message is understood as it is: its words, the scores, the ranking, what is near. */
@customElement('why-view')
export class WhyView extends TrainingElement {
  static override styles = [pageStyles, whyViewStyles];

  @property({ attribute: false }) why!: Why;
  /** The word under the pointer, or with the focus. */
  @state() private at: Word | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('why')) this.at = null;
  }

  protected override render(): TemplateResult {
    const { texts, why } = this;
    return html`
      <p class="answer">${this.answer()}</p>
      ${why.refused ? html`<p>${texts.t(`why.refused.${why.refused.as}`)}</p>` : nothing}
      ${this.renderDecisive()}
      <h3>${texts.t('why.words')}</h3>
      ${this.renderMessage()}
      <div class="two">
        <div>
          <h3>${texts.t('why.scores')}</h3>
          <ul>
            ${why.scores.map((score) => this.renderScore(score))}
          </ul>
          <h3>${texts.t('inbox.panel.ranking')}</h3>
          ${this.renderRanking()}
        </div>
        <div>
          <h3>${texts.t('why.nearest')}</h3>
          ${
            why.nearest.length === 0
              ? html`<p class="hint">${texts.t('why.nearest.none')}</p>`
              : html`<ul>
                  ${why.nearest.map((near) => this.renderNear(near))}
                </ul>`
          }
        </div>
      </div>
    `;
  }

  private answer(): string {
    const { texts, why } = this;
    const best = bestOf(why);
    if (why.refused?.as === 'unsure') return texts.t('why.answer.unsure', { intent: best });
    if (why.refused) return texts.t('why.answer.unrelated', { intent: best });
    // The detector's score is what the answer depends on; the share of the ranking is another.
    const score = why.scores.find(({ name }) => name === 'confidence');
    const n = percent(score?.value ?? why.intent.confidence);
    return texts.t('why.answer', { intent: why.intent.name, n });
  }

  private renderDecisive(): unknown {
    const { texts, why } = this;
    if (why.words.length < 2) return nothing;
    const words = decisive(why);
    if (words.length === 0) return html`<p>${texts.t('why.decisive.none')}</p>`;
    return words.slice(0, MOST_DECISIVE).map((word) => html`<p>${this.otherwise(word)}</p>`);
  }

  /** "Without ‘invoice’ it would have been ‘hours’." */
  private otherwise({ word, without }: Word): string {
    const { texts, why } = this;
    if (without === why.intent.name) return texts.t('why.same', { word });
    if (without === UNSURE) return texts.t('why.without.unsure', { word });
    return texts.t('why.without', { word, intent: without });
  }

  private renderMessage(): TemplateResult {
    const { texts, why, at } = this;
    return html`
      <p class="message" lang=${why.language}>
        <span class="all"
          >${piecesOf(why).map(({ text, word }) => this.renderPiece(text, word))}</span
        >
      </p>
      <p class="about" role="status">
        ${
          at === null
            ? texts.t('why.words.hint')
            : texts.t('why.word', {
                word: at.word,
                points: points(at.effect),
                otherwise: this.otherwise(at),
              })
        }
      </p>
      <p class="legend">
        <span><span class="word for3">${texts.t('why.for')}</span></span>
        <span><span class="word against3">${texts.t('why.against')}</span></span>
        ${why.shortened ? html`<span>${texts.t('why.shortened', { n: why.words.length })}</span>` : nothing}
      </p>
      ${why.words.length === 0 ? nothing : this.renderTable()}
    `;
  }

  private renderPiece(text: string, word: Word | null): unknown {
    if (word === null) return text;
    const steps = strength(word);
    const look = steps === 0 ? '' : steps > 0 ? `for${steps}` : `against${-steps}`;
    const show = (): void => {
      this.at = word;
    };
    // The table has every word; only what counted is worth a stop of the keyboard.
    return html`<span
      class="word ${look}"
      tabindex=${steps === 0 ? nothing : '0'}
      @pointerenter=${show}
      @focus=${show}
      @click=${show}
      >${text}</span
    >`;
  }

  private renderTable(): TemplateResult {
    const { texts, why } = this;
    return html`<details>
      <summary>${texts.t('why.table')}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">${texts.t('why.table.word')}</th>
            <th scope="col" class="number">${texts.t('why.table.points')}</th>
            <th scope="col">${texts.t('why.table.without')}</th>
          </tr>
        </thead>
        <tbody>
          ${byStrength(why.words).map(
            ({ word, effect, without }) =>
              html`<tr>
                <td lang=${why.language}>${word}</td>
                <td class="number">${points(effect)}</td>
                <td>${without === UNSURE ? texts.t('inbox.asked_back') : without}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </details>`;
  }

  private renderScore({ name, value, threshold, passed }: Score): TemplateResult {
    const { texts } = this;
    return html`<li class="score ${passed ? '' : 'failed'}">
      <span class="head">
        <b>${texts.maybe('why.score', name)}</b>
        <span class="number">
          ${texts.t(passed ? 'why.score.passed' : 'why.score.failed', {
            value: value.toFixed(2),
            threshold: threshold.toFixed(2),
          })}
        </span>
      </span>
      <div class="bar" aria-hidden="true">
        <i style="width: ${along(value)}%"></i>
        <u style="inset-inline-start: ${along(threshold)}%"></u>
      </div>
      <span class="hint">${texts.known(`why.score.${name}.hint`) ?? ''}</span>
    </li>`;
  }

  private renderRanking(): TemplateResult {
    const { ranking } = this.why;
    const guess = ({ name, confidence }: Why['ranking'][number]): TemplateResult =>
      html`<li class="guess">
        <span class="head" title=${this.words.maybe('topic', name)}>
          <b>${name}</b><span class="number">${percent(confidence)}%</span>
        </span>
        <div class="bar" aria-hidden="true"><i style="width: ${along(confidence)}%"></i></div>
      </li>`;
    const rest = ranking.slice(MOST_GUESSES);
    return html`<ol>
        ${ranking.slice(0, MOST_GUESSES).map(guess)}
      </ol>
      ${
        rest.length === 0
          ? nothing
          : html`<details>
              <summary>${this.texts.n('why.ranking.rest', rest.length)}</summary>
              <ol>
                ${rest.map(guess)}
              </ol>
            </details>`
      }`;
  }

  private renderNear({ text, intent, similarity, file, line }: Near): TemplateResult {
    const { texts, why } = this;
    const other = intent !== bestOf(why);
    return html`<li class="near">
      <div>${text}</div>
      <div class="facts">
        <span class="chip ${other ? 'open' : 'good'}">${intent}</span>
        <span class="number">${texts.t('why.near', { n: percent(Math.max(0, similarity)) })}</span>
        ${
          file === null
            ? html`<span>${texts.t('why.near.gone')}</span>`
            : html`<code>${file}:${line}</code>`
        }
      </div>
    </li>`;
  }
}
