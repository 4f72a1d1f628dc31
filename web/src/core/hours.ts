import type { WidgetKey } from '../locales/en';
import type { Translator } from './i18n';
import type { HoursStatus } from './protocol';
import { moment, offsetOf, zoneLabel } from './time';

type Words = Translator<WidgetKey>;

/** The open state in words; the times are the server's, in the policy's zone. */
export function openText(words: Words, chat: HoursStatus): string {
  if (chat.open) {
    if (!chat.next_closing) return words.t('header.always');
    return words.t('header.closes', { moment: policyMoment(chat.next_closing, words.language) });
  }
  if (!chat.next_opening) return words.t('header.closed');
  const opens = policyMoment(chat.next_opening, words.language);
  return chat.holiday
    ? words.t('header.holiday', { holiday: chat.holiday, moment: opens })
    : words.t('header.opens', { moment: opens });
}

/** With the zone where the reader's own clock shows something else. */
export function policyMoment(iso: string, language: string): string {
  const offset = offsetOf(iso) ?? 0;
  const here = -new Date(iso).getTimezoneOffset();
  const text = moment(iso, offset, language);
  return here === offset ? text : `${text} (${zoneLabel(offset)})`;
}
