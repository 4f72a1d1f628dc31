import { describe, expect, it } from 'vitest';
import type { Row } from '../src/desk/model';
import {
  Told,
  isWanted,
  noticesOf,
  promiseNotice,
  tabTitle,
  type Notice,
} from '../src/desk/notices';
import type { Rows } from '../src/desk/rows';

const me = { id: 's1', presence: 'online' } as const;

function row(id: string, more: Partial<Row> = {}): Row {
  return {
    id,
    state: { owner: 'bot' },
    department: 'technical',
    level: 1,
    language: 'en',
    last_text: 'hello',
    last_author: 'visitor',
    last_at: '2026-11-23T10:00:00+07:00',
    unread: false,
    ...more,
  };
}
const queued = (id: string, since = '2026-11-23T10:00:00+07:00'): Row =>
  row(id, { state: { owner: 'queue' }, waiting_since: since });
const owned = (id: string, staffId = 's1', more: Partial<Row> = {}): Row =>
  row(id, { state: { owner: 'staff' }, staff_id: staffId, ...more });
const rowsOf = (...all: Row[]): Rows => new Map(all.map((one) => [one.id, one]));
const kinds = (before: Rows, after: Rows, claimed: string[] = []): string[] =>
  noticesOf(before, after, me, new Set(claimed)).map(({ kind, place }) => `${kind} ${place}`);

describe('what is news', () => {
  it('is that somebody waits: once for each wait', () => {
    expect(kinds(rowsOf(), rowsOf(queued('a')))).toEqual(['waits chats/a']);
    expect(kinds(rowsOf(row('a')), rowsOf(queued('a')))).toEqual(['waits chats/a']);
    expect(kinds(rowsOf(queued('a')), rowsOf({ ...queued('a'), last_text: 'more' }))).toEqual([]);
    const again = queued('a', '2026-11-23T11:00:00+07:00');
    expect(kinds(rowsOf(queued('a')), rowsOf(again))).toEqual(['waits chats/a']);
    const [first] = noticesOf(rowsOf(), rowsOf(queued('a')), me, new Set());
    const [second] = noticesOf(rowsOf(queued('a')), rowsOf(again), me, new Set());
    expect(first?.key).not.toBe(second?.key);
  });

  it('is nothing of the queue to whoever is away', () => {
    const away = { ...me, presence: 'away' } as const;
    expect(noticesOf(rowsOf(), rowsOf(queued('a')), away, new Set())).toEqual([]);
  });

  it('is that a conversation became mine, unless I took it', () => {
    const before = rowsOf(queued('a'));
    expect(kinds(before, rowsOf(owned('a')))).toEqual(['assigned chats/a']);
    expect(kinds(before, rowsOf(owned('a')), ['a'])).toEqual([]);
    expect(kinds(before, rowsOf(owned('a', 's2')))).toEqual([]);
    expect(kinds(rowsOf(owned('a', 's2')), rowsOf(owned('a')))).toEqual(['assigned chats/a']);
  });

  it('is that a visitor wrote in a conversation of mine, and not that I did', () => {
    const before = rowsOf(owned('a'), owned('b', 's2'));
    const wrote = { last_text: 'and now?', last_at: '2026-11-23T10:05:00+07:00' };
    expect(kinds(before, rowsOf(owned('a', 's1', wrote)))).toEqual(['message chats/a']);
    const answered = owned('a', 's1', { ...wrote, last_author: 'staff' });
    expect(kinds(before, rowsOf(answered))).toEqual([]);
    expect(kinds(before, rowsOf(owned('b', 's2', wrote)))).toEqual([]);
    // The same words once more are still another message; a note of mine is none.
    const later = { last_at: '2026-11-23T10:06:00+07:00' };
    expect(kinds(before, rowsOf(owned('a', 's1', { ...later, unread: true })))).toEqual([
      'message chats/a',
    ]);
    expect(kinds(before, rowsOf(owned('a', 's1', later)))).toEqual([]);
  });

  it('is a promise that is about to break, and no other news of one', () => {
    const frame = { id: 'p1', news: 'warned', ticket: 'TK-1', department: 'billing', subject: 'x' };
    expect(promiseNotice(frame)).toEqual({
      key: 'promise:p1:warned',
      kind: 'promise',
      place: 'tickets/TK-1',
      department: 'billing',
      text: 'x',
    });
    expect(promiseNotice({ ...frame, ticket: null })?.place).toBe('promises');
    expect(promiseNotice({ ...frame, news: 'broken' })).toBeNull();
    expect(promiseNotice({ news: 'warned' })).toBeNull();
    expect(promiseNotice(undefined)).toBeNull();
    expect(promiseNotice('warned')).toBeNull();
  });
});

describe('who is interrupted', () => {
  const notice = (kind: Notice['kind']): Notice => ({
    key: 'k',
    kind,
    place: 'chats/a',
    department: null,
    text: null,
  });
  const looks = (here: boolean, anywhere: boolean, openPlace: string | null) => ({
    here,
    anywhere,
    openPlace,
  });

  it('is nobody by messages while a tab of the desk is looked at', () => {
    expect(isWanted(notice('message'), looks(false, false, null))).toBe(true);
    expect(isWanted(notice('message'), looks(false, true, null))).toBe(false);
    expect(isWanted(notice('message'), looks(true, true, null))).toBe(false);
  });

  it('is nobody by what stands before their eyes', () => {
    expect(isWanted(notice('waits'), looks(true, true, 'chats/a'))).toBe(false);
    expect(isWanted(notice('waits'), looks(true, true, 'chats/b'))).toBe(true);
    expect(isWanted(notice('assigned'), looks(false, false, 'chats/a'))).toBe(true);
  });
});

describe('several tabs', () => {
  function store(): Pick<Storage, 'getItem' | 'setItem'> {
    const kept = new Map<string, string>();
    return {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => void kept.set(name, value),
    };
  }

  it('tell a thing once to a person', () => {
    const shared = store();
    const [one, other] = [new Told(shared, 's1'), new Told(shared, 's1')];
    expect([one.take('a'), other.take('a'), one.take('a'), other.take('b')]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(new Told(shared, 's2').take('a')).toBe(true);
  });

  it('forget what is long past, and survive what others wrote there', () => {
    const shared = store();
    const told = new Told(shared, 's1');
    for (let number = 0; number < 300; number += 1) told.take(`k${number}`);
    expect(told.take('k299')).toBe(false);
    expect((JSON.parse(shared.getItem('frontdesk.told') ?? '[]') as string[]).length).toBe(200);
    for (const broken of ['{', '5', '[1, null]']) {
      shared.setItem('frontdesk.told', broken);
      expect(told.take('x')).toBe(true);
    }
  });
});

describe('the tab’s title', () => {
  it('counts what is unread and who waits', () => {
    expect(tabTitle('Desk', 0, '')).toBe('Desk');
    expect(tabTitle('Desk', 2, '')).toBe('(2) Desk');
    expect(tabTitle('Desk', 0, '3 waiting')).toBe('3 waiting · Desk');
    expect(tabTitle('Desk', 2, '3 waiting')).toBe('(2) 3 waiting · Desk');
  });
});
