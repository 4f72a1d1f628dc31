import { describe, expect, it } from 'vitest';
import type { Row } from '../src/desk/model';
import {
  count,
  isMine,
  list,
  markRead,
  markUnread,
  unreadMine,
  withRow,
  withView,
  type Rows,
} from '../src/desk/rows';

const me = { id: 's1' };

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
const queued = (id: string, since: string, more: Partial<Row> = {}): Row =>
  row(id, { state: { owner: 'queue' }, waiting_since: since, ...more });
const owned = (id: string, staffId: string, more: Partial<Row> = {}): Row =>
  row(id, { state: { owner: 'staff', staff: { name: 'Anna' } }, staff_id: staffId, ...more });
const rowsOf = (...all: Row[]): Rows => new Map(all.map((one) => [one.id, one]));
const ids = (rows: Row[]): string[] => rows.map((one) => one.id);

describe('views', () => {
  it('tells two people of the same name apart', () => {
    expect(isMine(owned('a', 's1'), me)).toBe(true);
    expect(isMine(owned('a', 's2'), me)).toBe(false);
    expect(isMine(row('a', { staff_id: 's1' }), me)).toBe(false);
  });

  it('lists the longest wait first in the queue, whatever the offset it is written in', () => {
    const rows = rowsOf(
      queued('late', '2026-11-23T10:05:00+07:00'),
      queued('early', '2026-11-23T03:01:00Z'),
      queued('earliest', '2026-11-23T10:00:30+07:00'),
    );
    expect(ids(list(rows, 'queue', '', me))).toEqual(['earliest', 'early', 'late']);
  });

  it('lists the newest first elsewhere, and leaves closed ones out of all', () => {
    const rows = rowsOf(
      row('old', { last_at: '2026-11-23T09:00:00+07:00' }),
      row('new', { last_at: '2026-11-23T11:00:00+07:00' }),
      row('closed', { state: { owner: 'closed' } }),
    );
    expect(ids(list(rows, 'all', '', me))).toEqual(['new', 'old']);
    expect(ids(list(rows, 'closed', '', me))).toEqual(['closed']);
  });

  it('filters by department', () => {
    const rows = rowsOf(row('a'), row('b', { department: 'billing' }));
    expect(ids(list(rows, 'bot', 'billing', me))).toEqual(['b']);
    expect(count(rows, 'bot', me)).toBe(2);
  });
});

describe('updates', () => {
  it('moves a conversation from the queue to whoever claimed it', () => {
    const rows = withRow(rowsOf(queued('a', '2026-11-23T10:00:00+07:00')), owned('a', 's1'), null);
    expect(count(rows, 'queue', me)).toBe(0);
    expect(count(rows, 'mine', me)).toBe(1);
  });

  it('drops from a view what the server no longer lists there, and nothing else', () => {
    const rows = rowsOf(
      queued('gone', '2026-11-23T10:00:00+07:00'),
      queued('stays', '2026-11-23T10:01:00+07:00'),
      owned('mine', 's1'),
    );
    const listed = [queued('stays', '2026-11-23T10:01:00+07:00')];
    const next = withView(rows, 'queue', listed, me, null);
    expect([...next.keys()].sort()).toEqual(['mine', 'stays']);
  });

  it('does not mark what is open as unread', () => {
    const rows = withRow(new Map(), owned('a', 's1', { unread: true }), 'a');
    expect(unreadMine(rows, me)).toBe(0);
    expect(unreadMine(withRow(rows, owned('a', 's1', { unread: true }), 'b'), me)).toBe(1);
  });

  it('marks and unmarks, and leaves the rest as it is', () => {
    const rows = rowsOf(owned('a', 's1'), owned('b', 's1'));
    const marked = markUnread(rows, 'a');
    expect(unreadMine(marked, me)).toBe(1);
    expect(markUnread(marked, 'a')).toBe(marked);
    expect(unreadMine(markRead(marked, 'a'), me)).toBe(0);
    expect(markUnread(rows, 'unknown')).toBe(rows);
  });
});
