import type { Translator } from '../../core/i18n';
import type { TrainingKey } from '../../locales/training/en';
import { count, percent, span } from '../reports/wording';

export type Texts = Translator<TrainingKey>;

/** An intent as people read it; two of them are no intents but what becomes of a message. */
export function intentText(texts: Texts, intent: string): string {
  return texts.known(`intent.${intent}`) ?? intent.replaceAll('_', ' ');
}

/** A share as "94.6%", as precise as people need it. */
export function shareText(texts: Texts, share: number | null | undefined): string {
  return share === null || share === undefined ? '–' : percent(share, texts.language);
}

/** A difference of shares in points, with its sign: "+2.4", "−0.3", "0". */
export function pointsText(texts: Texts, difference: number): string {
  const points = Math.round(difference * 1000) / 10;
  const text = count(Math.abs(points), texts.language);
  return points === 0 ? '0' : `${points > 0 ? '+' : '−'}${text}`;
}

export function numberText(texts: Texts, value: number): string {
  return count(value, texts.language);
}

export function spanText(texts: Texts, seconds: number): string {
  return span(seconds < 1 ? Math.ceil(seconds) : seconds, texts.language);
}

/** A p-value as it is printed: three places, or that it is smaller. */
export function chanceText(texts: Texts, p: number): string {
  const format = { minimumFractionDigits: 2, maximumFractionDigits: 3 };
  const locale = texts.language === 'en' ? 'en-GB' : texts.language;
  const written = new Intl.NumberFormat(locale, format);
  return p < 0.001 ? `p < ${written.format(0.001)}` : `p = ${written.format(p)}`;
}
