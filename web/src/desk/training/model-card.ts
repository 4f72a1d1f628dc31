import { html, nothing, type TemplateResult } from 'lit';
import { moment } from '../../core/time';
import type { Desk } from '../desk';
import { figureOf, type HistoryLine, type ModelRow } from './models-model';
import { numberText, shareText, spanText, type Texts } from './training-texts';

/** What a model was made from and what came of it. */
export function modelFacts(texts: Texts, { card, bytes, verdict }: ModelRow): TemplateResult {
  const facts: [string, unknown][] = [];
  if (card) {
    facts.push(
      [texts.t('models.fact.commit'), commitText(texts, card.commit)],
      [texts.t('models.fact.examples'), numberText(texts, card.examples)],
      [texts.t('models.fact.seconds'), spanText(texts, card.seconds)],
      [
        texts.t('models.fact.accuracy'),
        shareText(texts, figureOf(card, 'cross_validated_accuracy')),
      ],
      [
        texts.t('models.fact.calibration'),
        shareText(texts, figureOf(card, 'cross_validated_calibration_error')),
      ],
      [texts.t('models.fact.encoder'), html`<span class="code">${card.encoder}</span>`],
      [texts.t('models.fact.rasa'), card.rasa],
    );
  }
  facts.push([
    texts.t('models.fact.size'),
    texts.t('models.megabytes', { n: numberText(texts, Math.round(bytes / 100_000) / 10) }),
  ]);
  if (verdict) {
    facts.push([
      texts.t('models.fact.verdict'),
      html`<a href="#training/trainings/${verdict.training}">
        ${texts.t('models.fact.verdict.against', { baseline: verdict.baseline ?? '–' })}
      </a>`,
    ]);
  }
  return html`<dl>
    ${facts.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

function commitText(texts: Texts, commit: string | null): unknown {
  if (commit === null) return texts.t('models.commit.none');
  const changed = commit.endsWith('+');
  return html`<span class="code">${commit.replace(/\+$/, '')}</span>
    ${changed ? texts.t('models.commit.changed') : nothing}`;
}

/** What was done with a model, the newest first. */
export function modelHistory(
  texts: Texts,
  desk: Desk,
  lines: readonly HistoryLine[],
): TemplateResult {
  if (lines.length === 0) return html`<p class="none">${texts.t('models.history.none')}</p>`;
  return html`<ol class="history" aria-label=${texts.t('models.history')}>
    ${[...lines].reverse().map(
      ({ what, by, at, instead_of, reason }) =>
        html`<li>
          <b>${texts.maybe('models.history', what)}</b>
          ${texts.t('models.history.line', {
            moment: moment(at, desk.zone, texts.language),
            name: by ?? '–',
          })}
          ${instead_of ? texts.t('models.history.instead', { model: instead_of }) : nothing}
          ${reason ? html`<q>${reason}</q>` : nothing}
        </li>`,
    )}
  </ol>`;
}
