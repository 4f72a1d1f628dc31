import { html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../desk';
import type { ConfirmDialog } from './confirm-dialog';
import { promoteModel } from './models-api';
import { canOverrule, hurdleOf, type Hurdle, type ModelRow } from './models-model';
import type { Texts } from './training-texts';

/** As the server wants it. */
const SHORTEST_REASON = 10;

export interface Promoter {
  desk: Desk;
  texts: Texts;
  /** Which model is to be served now. */
  current: string | null;
  dialog: () => ConfirmDialog;
  /** The model is promoted. */
  done: (model: string) => unknown;
}

/** Why a model may not be promoted, as a sentence. */
export function hurdleText(texts: Texts, hurdle: Hurdle, current: string | null): string {
  switch (hurdle.kind) {
    case 'baseline':
      return texts.t('promotion.hurdle.baseline', {
        name: hurdle.name,
        current: current ?? '–',
      });
    case 'gate':
      return texts.t('promotion.hurdle.gate', {
        rules: hurdle.rules.map((rule) => texts.maybe('gate.rule', rule)).join(', '),
      });
    default:
      return texts.t(`promotion.hurdle.${hurdle.kind}`);
  }
}

/** The way to have a model served: a button, or why there is none and who can. */
export function promotionButtons(promoter: Promoter, row: ModelRow): TemplateResult {
  const { texts, desk, current } = promoter;
  const hurdle = hurdleOf(row, current);
  if (hurdle === null) {
    return html`<div class="promotion">
      <button
        class="button main"
        type="button"
        aria-label=${`${texts.t('promotion.promote')}: ${row.model}`}
        @click=${() => void ask(promoter, row)}
      >
        ${texts.t('promotion.promote')}
      </button>
    </div>`;
  }
  const may = desk.me?.role === 'administrator';
  const overrule = canOverrule(hurdle);
  return html`<div class="promotion">
    <p class="why">${hurdleText(texts, hurdle, current)}</p>
    ${
      overrule && may
        ? html`<button
            class="button"
            type="button"
            aria-label=${`${texts.t('promotion.overrule')}: ${row.model}`}
            @click=${() => void askWhy(promoter, row, hurdle)}
          >
            ${texts.t('promotion.overrule')}
          </button>`
        : nothing
    }
    ${overrule && !may ? html`<p class="why">${texts.t('promotion.who')}</p>` : nothing}
  </div>`;
}

function ask({ texts, desk, current, dialog, done }: Promoter, { model }: ModelRow): Promise<void> {
  return dialog().ask({
    title: texts.t('promotion.ask', { model }),
    text: current ? texts.t('promotion.ask.text', { current }) : texts.t('promotion.ask.first'),
    action: texts.t('promotion.promote'),
    act: async () => {
      await promoteModel(desk.api, model);
      await done(model);
    },
  });
}

function askWhy(
  { texts, desk, current, dialog, done }: Promoter,
  { model }: ModelRow,
  hurdle: Hurdle,
): Promise<void> {
  return dialog().ask({
    title: texts.t('promotion.overrule.ask', { model }),
    text: hurdleText(texts, hurdle, current),
    action: texts.t('promotion.overrule.act'),
    danger: true,
    reason: {
      label: texts.t('promotion.reason'),
      hint: texts.t('promotion.reason.hint', { n: SHORTEST_REASON }),
      least: SHORTEST_REASON,
    },
    act: async (reason) => {
      await promoteModel(desk.api, model, reason);
      await done(model);
    },
  });
}
