import { html, type TemplateResult } from 'lit/html.js';
import type { Translator } from '../core/i18n';
import type { MoreKey } from '../locales/en';

export interface RatingModel {
  busy: boolean;
  failure: string | null;
  onRate: (score: number, comment: string) => void;
}

const SCORES = [1, 2, 3, 4, 5] as const;

/** Asked when a conversation has ended: five words from bad to very good, and room for more. */
export function ratingCard(words: Translator<MoreKey>, model: RatingModel): TemplateResult {
  return html`<form
    class="card rating"
    part="rating"
    aria-labelledby="rate-title"
    @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      const data = new FormData(event.currentTarget as HTMLFormElement);
      const score = Number(data.get('score'));
      if (score > 0) model.onRate(score, String(data.get('comment') ?? '').trim());
    }}
  >
    <fieldset>
      <legend id="rate-title">${words.t('rate.title')}</legend>
      <div class="scores">
        ${SCORES.map(
          (score) =>
            html`<label>
              <input type="radio" name="score" value=${score} required />
              <b aria-hidden="true">${score}</b><span>${words.t(`rate.${score}`)}</span>
            </label>`,
        )}
      </div>
    </fieldset>
    <textarea
      name="comment"
      rows="2"
      maxlength="1000"
      aria-label=${words.t('rate.comment')}
      placeholder=${words.t('rate.comment')}
    ></textarea>
    <p class="wrong" role="alert">${model.failure ?? ''}</p>
    <button class="action main" ?disabled=${model.busy}>${words.t('rate.do')}</button>
  </form>`;
}
