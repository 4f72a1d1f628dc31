import { describe, expect, it } from 'vitest';
import { wrapped } from '../src/desk/plot/labels';
import {
  changeOf,
  drawn,
  faultOf,
  heat,
  isEmpty,
  PLOTS,
  queryOf,
  type Figure,
  type Report,
} from '../src/desk/reports/model';
import {
  dayText,
  figure,
  percent,
  span,
  spanOfDays,
  weekdayText,
} from '../src/desk/reports/wording';

function report(rows: Report['rows']): Report {
  const days = { from: '2026-11-01', to: '2026-11-30' };
  return { name: 'x', ...days, before: days, zone: 'UTC', departments: [], columns: [], rows };
}

describe('a period', () => {
  it.each([
    ['2026-11-01', '2026-11-01', null],
    ['2028-01-01', '2028-12-31', null],
    ['2026-11-02', '2026-11-01', 'order'],
    ['2026-01-01', '2027-01-02', 'length'],
    ['', '2026-11-01', 'missing'],
    ['2026-11-01', '', 'missing'],
  ])('from %s to %s is wrong by: %s', (from, to, fault) => {
    expect(faultOf({ from, to })).toBe(fault);
  });

  it('is asked for by its name or by its days, never by both', () => {
    const named = queryOf({ period: 'last_month', department: '' }, 'vi');
    expect(String(named)).toBe('period=last_month&language=vi');
    const days = { from: '2026-11-01', to: '2026-11-02' };
    const chosen = queryOf({ period: days, department: 'billing' }, 'en');
    expect(String(chosen)).toBe('from=2026-11-01&to=2026-11-02&department=billing&language=en');
  });
});

describe('a change', () => {
  const one = (more: Partial<Figure>): Figure => ({
    figure: 'x',
    kind: 'count',
    value: 0,
    before: 0,
    better: null,
    ...more,
  });
  it.each([
    [
      { value: 15, before: 10 },
      { direction: 'up', tone: 'plain', amount: 0.5 },
    ],
    [
      { value: 5, before: 10 },
      { direction: 'down', tone: 'plain', amount: 0.5 },
    ],
    [
      { value: 3, before: 3 },
      { direction: 'same', tone: 'plain', amount: 0 },
    ],
    // From nothing there is no part to tell.
    [{ value: 3, before: 0 }, null],
    [{ value: null, before: 3 }, null],
    [{ value: 3, before: null }, null],
    [
      { kind: 'share', value: 0.75, before: 0.5, better: 'more' },
      { direction: 'up', tone: 'good', amount: 0.25 },
    ],
    [
      { kind: 'seconds', value: 90, before: 60, better: 'less' },
      { direction: 'up', tone: 'bad', amount: 30 },
    ],
    [
      { kind: 'seconds', value: 0, before: 60, better: 'less' },
      { direction: 'down', tone: 'good', amount: 60 },
    ],
    [
      { kind: 'score', value: 4, before: 4.5, better: 'more' },
      { direction: 'down', tone: 'bad', amount: 0.5 },
    ],
  ] as const)('of %o is %o', (figures, change) => {
    expect(changeOf(one(figures as Partial<Figure>))).toEqual(change);
  });
});

describe('what is drawn', () => {
  it('leaves the sum over all items to the table', () => {
    const found = report([
      { item: 'code_fix', title: 'Code', conversations: 2 },
      { item: null, title: null, conversations: 2 },
    ]);
    expect(drawn(found, PLOTS.scope)).toHaveLength(1);
  });

  it('keeps to the most frequent ones', () => {
    const rows = Array.from({ length: 40 }, (_, n) => ({ intent: `i${n}`, messages: n }));
    expect(drawn(report(rows), PLOTS.intents)).toHaveLength(15);
  });

  it('is nothing where every figure is empty', () => {
    const row = { department: 'sales', median_s: null, p90_s: null, longest_s: null, waits: 0 };
    expect(isEmpty(report([row]), PLOTS.waits)).toBe(true);
    expect(isEmpty(report([{ ...row, median_s: 4 }]), PLOTS.waits)).toBe(false);
    expect(isEmpty(report([]), PLOTS.people)).toBe(true);
  });

  it.each([
    ['Technical', ['Technical']],
    ['Asked for a person, had none', ['Asked for a person,', 'had none']],
    [
      'Donaudampfschifffahrtsgesellschaft an Bord',
      ['Donaudampfschifffahrtsgesellschaft', 'an Bord'],
    ],
  ])('writes %s in lines', (text, lines) => {
    expect(wrapped(text, 20)).toEqual(lines);
  });

  it('is darker for more, and light only for nothing', () => {
    expect([0, 1, 50, 99, 100].map((value) => heat(value, 100, 6))).toEqual([0, 1, 3, 6, 6]);
    expect(heat(0, 0, 6)).toBe(0);
  });
});

describe('figures in words', () => {
  it.each([
    [0, '0 sec'],
    [59, '59 sec'],
    [250, '4 min 10 sec'],
    [300, '5 min'],
    [7_500, '2 hr 5 min'],
    [90_000, '1 day 1 hr'],
    [86_400, '1 day'],
  ])('%i seconds are %s', (seconds, text) => {
    expect(span(seconds, 'en')).toBe(text);
  });

  it('are those of the language', () => {
    expect(percent(0.1234, 'en')).toBe('12.3%');
    expect(span(300, 'vi')).toBe('5 phút');
    expect(figure(4.25, 'score', 'vi')).toBe('4,25');
    expect(figure(null, 'seconds', 'en')).toBe('–');
    expect(weekdayText(1, 'en')).toBe('Monday');
    expect(weekdayText(7, 'vi')).toBe('Chủ Nhật');
  });

  it('shows days as they are, whatever zone the device is in', () => {
    expect(dayText('2026-11-25', 'en')).toBe('Wed 25 Nov');
    const month = spanOfDays({ from: '2026-11-01', to: '2026-11-30' }, 'en');
    expect(month.replace(/\s/g, '')).toBe('1–30Nov2026');
    expect(spanOfDays({ from: '2026-11-25', to: '2026-11-25' }, 'en')).toBe('25 Nov 2026');
  });
});
