import { HttpError } from '../core/http';
import type { Translator } from '../core/i18n';
import { moment, offsetOf } from '../core/time';
import type { TicketKey } from '../locales/en';
import type { Ticket } from './api';

export type Words = Translator<TicketKey>;

/** A moment in the policy's zone, which its offset says. */
export function at(words: Words, iso: string): string {
  return moment(iso, offsetOf(iso) ?? 0, words.language);
}

/** What happens next with a ticket, and whose turn it is. */
export function nextStep(words: Words, ticket: Ticket, department: string): string {
  const { status, assignee, closes_at: closes } = ticket;
  if (status === 'open' && assignee) return words.t('next.open.named', { name: assignee });
  if (status === 'open') return words.t('next.open', { department });
  if (status === 'solved' && closes) return words.t('next.solved', { moment: at(words, closes) });
  return words.known(`next.${status}`) ?? '';
}

/** Why something was refused, in words; the server's own where there are none here. */
export function refusal(words: Words, error: unknown): string {
  if (!(error instanceof HttpError)) return words.t('failed.away');
  const { code, status, message } = error;
  return (
    words.known(`failed.${code}`) ??
    (status === 429 ? words.t('failed.limited') : message || words.t('failed.away'))
  );
}
