import type { Translator } from '../core/i18n';
import { longDay, moment, timeOfDay, type Zone } from '../core/time';
import type { DeskKey } from '../locales/desk/en';
import type { BoardPromise, PromiseState } from './promises-api';

/** The groups of the board, most urgent first. */
export const GROUPS = ['overdue', 'soon', 'later', 'paused', 'settled'] as const;
export type Group = (typeof GROUPS)[number];

/** Where a promise stands at `now` (ms): time passes while the page is open. */
export function stateAt(promise: BoardPromise, now: number): PromiseState {
  const { state, due_at: due, soon_at: soon } = promise;
  if (state !== 'due' && state !== 'soon') return state;
  if (due !== null && Date.parse(due) < now) return 'overdue';
  return soon !== null && Date.parse(soon) <= now ? 'soon' : state;
}

export function groupOf(state: PromiseState): Group {
  switch (state) {
    case 'overdue':
    case 'soon':
    case 'paused':
      return state;
    case 'due':
      return 'later';
    default:
      return 'settled';
  }
}

/** The lines by group; within one they keep the server's order, soonest due first. */
export function grouped(
  promises: readonly BoardPromise[],
  now: number,
): ReadonlyMap<Group, BoardPromise[]> {
  const groups = new Map<Group, BoardPromise[]>(GROUPS.map((group) => [group, []]));
  for (const promise of promises) groups.get(groupOf(stateAt(promise, now)))?.push(promise);
  return groups;
}

/** Seconds until a promise is due; what is paused has what it had when time stopped. */
export function secondsLeft(promise: BoardPromise, now: number): number | null {
  if (promise.due_at === null) return null;
  const stands =
    promise.state === 'paused' && promise.paused_at ? Date.parse(promise.paused_at) : now;
  return Math.round((Date.parse(promise.due_at) - stands) / 1000);
}

/** "3 d 4 h", "2 h 05 min", "12 min", for people who plan and not for a stopwatch. */
export function spanText(seconds: number, words: Translator<DeskKey>): string {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  if (minutes < 1) return words.t('span.moment');
  if (minutes < 60) return words.t('span.minutes', { m: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48)
    return words.t('span.hours', { h: hours, m: String(minutes % 60).padStart(2, '0') });
  return words.t('span.days', { d: Math.floor(hours / 24), h: hours % 24 });
}

/** What the countdown of a line says. */
export function countdown(promise: BoardPromise, now: number, words: Translator<DeskKey>): string {
  const left = secondsLeft(promise, now);
  const state = stateAt(promise, now);
  if (state === 'kept' || state === 'broken' || state === 'void') {
    return words.t(`promises.state.${state}`);
  }
  if (left === null) return words.t('promises.no_time');
  const span = spanText(left, words);
  if (state === 'paused') return words.t('promises.stands', { span });
  return words.t(left < 0 ? 'promises.late' : 'promises.left', { span });
}

/** When something is due; midnight is the end of the day before, which people read more easily. */
export function dueText(iso: string, zone: Zone, words: Translator<DeskKey>): string {
  if (timeOfDay(iso, zone, 'en') !== '00:00') {
    return words.t('tickets.due', { moment: moment(iso, zone, words.language) });
  }
  const before = new Date(Date.parse(iso) - 60_000).toISOString();
  return words.t('promises.end_of', { day: longDay(before, zone, words.language) });
}
