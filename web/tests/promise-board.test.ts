import { describe, expect, it } from 'vitest';
import { Translator } from '../src/core/i18n';
import {
  countdown,
  dueText,
  grouped,
  secondsLeft,
  spanText,
  stateAt,
} from '../src/desk/promise-board';
import type { BoardPromise } from '../src/desk/promises-api';
import { desk as english } from '../src/locales/desk/en';

const words = new Translator(english, 'en');
const at = (time: string): number => Date.parse(`2026-11-30T${time}+07:00`);

function promise(id: string, more: Partial<BoardPromise> = {}): BoardPromise {
  return {
    id,
    ticket: `TK-${id}`,
    subject: 'It is down',
    department: 'technical',
    level: 1,
    reason: 'opened',
    text: 'We will respond …',
    state: 'due',
    opened_at: '2026-11-30T10:00:00+07:00',
    due_at: '2026-11-30T13:00:00+07:00',
    soon_at: '2026-11-30T12:15:00+07:00',
    paused_at: null,
    settled_at: null,
    remaining_s: 0,
    assignee: null,
    calendar: null,
    ...more,
  };
}

describe('a promise while the page is open', () => {
  it.each([
    ['12:14:59', 'due', '45 min left'],
    ['12:15:00', 'soon', '45 min left'],
    ['12:59:30', 'soon', 'less than a minute left'],
    ['13:05:00', 'overdue', '5 min late'],
  ])('at %s it is %s: %s', (time, state, text) => {
    expect(stateAt(promise('1'), at(time))).toBe(state);
    expect(countdown(promise('1'), at(time), words)).toBe(text);
  });

  it('stands still while the customer is waited for', () => {
    const paused = promise('1', { state: 'paused', paused_at: '2026-11-30T11:00:00+07:00' });
    expect(stateAt(paused, at('18:00:00'))).toBe('paused');
    expect(secondsLeft(paused, at('18:00:00'))).toBe(7200);
    expect(countdown(paused, at('18:00:00'), words)).toBe('stands at 2 h 00 min');
  });

  it('says so where no time was promised', () => {
    const open = promise('1', { due_at: null, soon_at: null });
    expect(stateAt(open, at('18:00:00'))).toBe('due');
    expect(countdown(open, at('18:00:00'), words)).toBe('no time promised');
  });

  it('does not change once it is settled', () => {
    for (const state of ['kept', 'broken'] as const) {
      expect(stateAt(promise('1', { state }), at('18:00:00'))).toBe(state);
    }
    // Broken and still unanswered: somebody waits.
    expect(stateAt(promise('1', { state: 'overdue' }), at('18:00:00'))).toBe('overdue');
  });
});

describe('the board', () => {
  it('has the most urgent group first and keeps the order within one', () => {
    const groups = grouped(
      [
        promise('late', { state: 'overdue' }),
        promise('a'),
        promise('b'),
        promise('far', {
          soon_at: '2026-11-30T20:00:00+07:00',
          due_at: '2026-11-30T21:00:00+07:00',
        }),
        promise('paused', { state: 'paused' }),
        promise('kept', { state: 'kept' }),
      ],
      at('12:30:00'),
    );
    expect([...groups].map(([group, all]) => [group, all.map(({ id }) => id)])).toEqual([
      ['overdue', ['late']],
      ['soon', ['a', 'b']],
      ['later', ['far']],
      ['paused', ['paused']],
      ['settled', ['kept']],
    ]);
  });

  it.each([
    [59, 'less than a minute'],
    [60, '1 min'],
    [-3599, '59 min'],
    [3600, '1 h 00 min'],
    [47 * 3600, '47 h 00 min'],
    [50 * 3600, '2 d 2 h'],
  ])('writes %i seconds as %s', (seconds, text) => {
    expect(spanText(seconds, words)).toBe(text);
  });

  it('says midnight as the end of the day before', () => {
    const zone = 'Asia/Ho_Chi_Minh';
    expect(dueText('2026-12-01T00:00:00+07:00', zone, words)).toBe(
      'Due by the end of Monday 30 November',
    );
    expect(dueText('2026-12-01T00:30:00+07:00', zone, words)).toBe('Due Tue 1 Dec, 00:30');
  });
});
