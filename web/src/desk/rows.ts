import type { Row, Staff } from './model';

export const VIEWS = ['queue', 'mine', 'bot', 'all', 'closed'] as const;
export type View = (typeof VIEWS)[number];

/** Conversations by id, as far as this page knows them. */
export type Rows = ReadonlyMap<string, Row>;

type Me = Pick<Staff, 'id'>;

/** Whether this person answers the conversation. */
export function isMine(row: Pick<Row, 'state' | 'staff_id'>, me: Me): boolean {
  return row.state.owner === 'staff' && row.staff_id === me.id;
}

export function belongs(row: Row, view: View, me: Me): boolean {
  switch (view) {
    case 'mine':
      return isMine(row, me);
    case 'all':
      return row.state.owner !== 'closed';
    default:
      return row.state.owner === view;
  }
}

/** One newer line; the page knows itself what it has read of the conversation that is open. */
export function withRow(rows: Rows, row: Row, openId: string | null): Rows {
  const next = new Map(rows);
  next.set(row.id, row.id === openId ? { ...row, unread: false } : row);
  return next;
}

/** A view as the server lists it: what it no longer lists has left the view. */
export function withView(
  rows: Rows,
  view: View,
  listed: readonly Row[],
  me: Me,
  openId: string | null,
): Rows {
  const ids = new Set(listed.map((row) => row.id));
  const next = new Map([...rows].filter(([id, row]) => ids.has(id) || !belongs(row, view, me)));
  for (const row of listed) {
    next.set(row.id, row.id === openId ? { ...row, unread: false } : row);
  }
  return next;
}

/** A visitor wrote in a conversation that is not open here. */
export function markUnread(rows: Rows, id: string): Rows {
  const row = rows.get(id);
  if (!row || row.unread) return rows;
  return new Map(rows).set(id, { ...row, unread: true });
}

export function markRead(rows: Rows, id: string): Rows {
  const row = rows.get(id);
  if (!row?.unread) return rows;
  return new Map(rows).set(id, { ...row, unread: false });
}

/** The lines of a view: who has waited longest first in the queue, else the newest first. */
export function list(rows: Rows, view: View, department: string, me: Me): Row[] {
  const wanted = [...rows.values()].filter(
    (row) => belongs(row, view, me) && (department === '' || row.department === department),
  );
  const time = (iso: string | null | undefined): number => (iso ? Date.parse(iso) : 0);
  return view === 'queue'
    ? wanted.sort((a, b) => time(a.waiting_since) - time(b.waiting_since))
    : wanted.sort((a, b) => time(b.last_at) - time(a.last_at));
}

export function count(rows: Rows, view: View, me: Me): number {
  let total = 0;
  for (const row of rows.values()) if (belongs(row, view, me)) total += 1;
  return total;
}

/** Conversations of this person that have something new. */
export function unreadMine(rows: Rows, me: Me): number {
  let total = 0;
  for (const row of rows.values()) if (row.unread && isMine(row, me)) total += 1;
  return total;
}
