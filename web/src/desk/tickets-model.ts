import type { Author, FileData } from '../core/protocol';
import type { Escalation } from './escalation-api';
import type { LedgerPromise, TicketRow } from './model';

/** What the desk's server says of tickets. */

export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof PRIORITIES)[number];

export interface TicketPromise extends LedgerPromise {
  due_at?: string | null;
  department?: string;
}

export interface TicketItem extends TicketRow {
  assignee?: { id: string; name: string } | null;
  language?: string;
  origin?: string;
  merged_into?: string | null;
  conversation_id?: string | null;
  promise?: TicketPromise | null;
}

export interface LinkedConversation {
  conversation_id: string;
  department: string | null;
  owner: string;
  last_text: string | null;
  last_at: string;
}

export interface TicketFull extends TicketItem {
  details?: string | null;
  customer?: string | null;
  /** The page that the customer follows. */
  url: string;
  closes_at?: string | null;
  /** The statuses that it may go to. */
  possible: string[];
  promises: TicketPromise[];
  merged: { number: string; subject: string }[];
  links: LinkedConversation[];
  /** Its ladder of tiers. */
  escalation: Escalation;
  assignable: { id: string; name: string; level: number }[];
}

export interface TicketMessage {
  seq: number;
  author: Author;
  at: string;
  text: string;
  internal?: boolean;
  files: FileData[];
  /** The merged ticket that it was written in. */
  ticket?: string;
}

export interface Thread {
  ticket: TicketFull;
  messages: TicketMessage[];
}

export const ORDERS = ['due', 'newest', 'changed'] as const;

/** What the list is narrowed down to; an empty string is no condition. */
export interface TicketFilters {
  status: string;
  department: string;
  level: string;
  priority: string;
  assignee: string;
  q: string;
  order: string;
}

/** What somebody has to do something about. */
export const UNDER_WORK = 'open,waiting,on_hold';

export const NO_FILTERS: TicketFilters = {
  status: UNDER_WORK,
  department: '',
  level: '',
  priority: '',
  assignee: '',
  q: '',
  order: 'due',
};

/** How many conditions are set beside the search. */
export function conditions(filters: TicketFilters): number {
  const { department, level, priority, assignee } = filters;
  return [department, level, priority, assignee].filter((one) => one !== '').length;
}

/** What is owed next of a ticket, in words' keys: due by a time, late, or standing still. */
export function owed(
  promise: TicketPromise | null | undefined,
  now: number,
): { kind: 'due' | 'late' | 'paused'; at: string } | null {
  if (!promise?.due_at) return null;
  if (promise.status === 'paused') return { kind: 'paused', at: promise.due_at };
  if (promise.status !== 'open') return null;
  return { kind: Date.parse(promise.due_at) < now ? 'late' : 'due', at: promise.due_at };
}
