import type { StaffApi } from './api';

/** What the server says of promises to customers, and how it is asked. */

export type PromiseState = 'due' | 'soon' | 'overdue' | 'paused' | 'kept' | 'broken' | 'void';

/** What the loaded calendar makes of a promise that an older one made. */
export interface CalendarChange {
  due_at: string | null;
  would_start_at: string | null;
  would_be_due_at: string | null;
  problem?: string;
}

/** A line of the board. */
export interface BoardPromise {
  id: string;
  ticket: string | null;
  subject: string | null;
  department: string;
  level: number;
  reason: string;
  text: string;
  state: PromiseState;
  opened_at: string;
  due_at: string | null;
  soon_at: string | null;
  paused_at: string | null;
  settled_at: string | null;
  remaining_s: number | null;
  assignee: { id: string; name: string } | null;
  calendar: CalendarChange | null;
}

/** A frame of the stream: the line, and what is new about it. */
export interface PromiseNews extends BoardPromise {
  news: 'warned' | 'broken' | 'decided';
}

export interface Times {
  starts_at: string | null;
  due_at: string | null;
  problem?: string;
}

/** A promise that a change of the calendar would touch. */
export interface TouchedPromise {
  id: string;
  ticket: string | null;
  subject: string | null;
  department: string;
  before: Times;
  after: Times;
}

/** In the shape of the policy file's `holidays`. */
export interface HolidayChanges {
  add?: Record<string, string>[];
  remove?: string[];
  half_days?: Record<string, string>[];
}

export async function fetchBoard(api: StaffApi, department: string): Promise<BoardPromise[]> {
  const query = new URLSearchParams(department ? { department } : {});
  type Reply = { promises: BoardPromise[] };
  return (await api.get<Reply>(`/api/staff/promises?${query}`)).promises;
}

export async function fetchTouched(
  api: StaffApi,
  changes: HolidayChanges,
): Promise<TouchedPromise[]> {
  type Reply = { promises: TouchedPromise[] };
  return (await api.send<Reply>('POST', '/api/staff/promises/touched', changes)).promises;
}

export function decideCalendar(
  api: StaffApi,
  id: string,
  decision: 'keep' | 'recompute',
): Promise<unknown> {
  const url = `/api/staff/promises/${encodeURIComponent(id)}/calendar`;
  return api.send('POST', url, { decision });
}
