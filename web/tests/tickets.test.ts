import { describe, expect, it, vi } from 'vitest';
import { HttpError, UnreachableError, requestJson } from '../src/core/http';
import { Translator } from '../src/core/i18n';
import { conditions, NO_FILTERS, owed } from '../src/desk/tickets-model';
import { ticket as english } from '../src/locales/en';
import { ticket as vietnamese } from '../src/locales/vi';
import type { Ticket } from '../src/ticket/api';
import { nextStep, refusal } from '../src/ticket/words';

const words = new Translator(english, 'en');
const NOW = Date.parse('2026-11-25T10:00:00+07:00');
const promise = (due_at: string | null, status: string): Parameters<typeof owed>[0] => ({
  opened_at: '',
  starts_at: null,
  respond_from: null,
  respond_by: null,
  text: '',
  due_at,
  status,
});

describe('what is owed of a ticket', () => {
  const due = '2026-11-25T11:00:00+07:00';
  const late = '2026-11-25T09:00:00+07:00';
  it.each([
    [null, null],
    [promise(null, 'open'), null],
    [promise(due, 'open'), { kind: 'due', at: due }],
    [promise(late, 'open'), { kind: 'late', at: late }],
    [promise(late, 'paused'), { kind: 'paused', at: late }],
    [promise(late, 'kept'), null],
    [promise(late, 'void'), null],
  ])('%j is %j', (given, wanted) => {
    expect(owed(given, NOW)).toEqual(wanted);
  });
});

it('counts the conditions that are folded away', () => {
  expect(conditions(NO_FILTERS)).toBe(0);
  expect(conditions({ ...NO_FILTERS, assignee: 'me', level: '2', q: 'x', status: '' })).toBe(2);
});

describe("a ticket's next step", () => {
  const ticket = (change: Partial<Ticket>): Ticket =>
    ({ status: 'open', assignee: null, closes_at: null, ...change }) as Ticket;
  it.each([
    [ticket({}), 'Billing has your ticket'],
    [ticket({ assignee: 'Binh' }), 'Binh works on your ticket'],
    [ticket({ status: 'waiting' }), 'wait for your reply'],
    [ticket({ status: 'on_hold' }), 'You need not do anything'],
    [ticket({ status: 'solved', closes_at: '2026-12-09T10:00:00+07:00' }), 'Wed 9 Dec, 10:00'],
    [ticket({ status: 'closed' }), 'open a new one'],
  ])('%#', (given, wanted) => {
    expect(nextStep(words, given, 'Billing')).toContain(wanted);
  });
});

describe('a refusal', () => {
  it('is said in the language of the page where its code is known', () => {
    const error = new HttpError(409, { code: 'ticket_closed', message: 'in English' });
    expect(refusal(new Translator(vietnamese, 'vi'), error)).toContain('Ticket này đã đóng');
  });
  it('is said in the words of the server where it is not', () => {
    const error = new HttpError(400, { code: 'new_code', message: 'Say it otherwise.' });
    expect(refusal(words, error)).toBe('Say it otherwise.');
    expect(refusal(words, new HttpError(429, { code: 'x', message: '' }))).toContain('Too often');
    expect(refusal(words, new UnreachableError())).toContain('does not answer');
  });
});

it('sends a file as it is and everything else as JSON', async () => {
  const fetcher = vi.fn<typeof fetch>(() => Promise.resolve(new Response('{}')));
  const file = new Blob(['log']);
  await requestJson(fetcher, '/files', { method: 'POST', body: file });
  await requestJson(fetcher, '/messages', { method: 'POST', body: { text: 'x' } });
  const [first, second] = fetcher.mock.calls.map(([, init]) => init);
  expect(first?.body).toBe(file);
  expect(first?.headers).not.toHaveProperty('Content-Type');
  expect(second?.body).toBe('{"text":"x"}');
});
