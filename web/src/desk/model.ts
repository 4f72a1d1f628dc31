import type { Author, ChatEvent, ConversationState, PromiseData } from '../core/protocol';

/** What the desk's server says to staff. */

export type Presence = 'online' | 'busy' | 'away';

export interface Staff {
  id: string;
  name: string;
  email: string;
  departments: string[];
  level: number;
  role: string;
  presence: Presence;
}

/** One line of the list. */
export interface Row {
  id: string;
  state: ConversationState;
  department: string | null;
  level: number;
  language: string;
  last_text: string | null;
  /** What the visitor wants, as the assistant understood it last. */
  question?: string | null;
  last_author: Author['kind'] | null;
  last_at: string | null;
  waiting_since?: string | null;
  /** Who answers it, if a person does. */
  staff_id?: string | null;
  unread: boolean;
}

export interface LedgerPromise extends PromiseData {
  status?: string | null;
}

/** What the person who takes over sees at a glance. */
export interface Packet {
  language?: string | null;
  page?: string | null;
  department?: string | null;
  level?: number | null;
  reason?: string | null;
  /** Who the website says that the visitor is; it has signed it. */
  identity?: { user: string; name?: string; email?: string } | null;
  intent?: string | null;
  confidence?: number | null;
  category?: string | null;
  scope?: string | null;
  scope_item?: string | null;
  question?: string | null;
  asked?: string[];
  answered?: string[];
  details?: Record<string, string[]>;
  promise?: LedgerPromise | null;
  tickets?: string[];
  waiting_since?: string | null;
  waited_s?: number | null;
}

/** What the visitor wants: what was understood as the question, else the last words. */
export function questionOf(packet: Packet | null | undefined): string {
  return packet?.question || (packet?.asked?.at(-1) ?? '');
}

export interface Detail {
  id: string;
  state: ConversationState;
  version: number;
  staff_id?: string | null;
  department?: string | null;
  level?: number | null;
  language: string;
  page: string | null;
  created_at: string;
  packet: Packet | null;
  tickets: (string | TicketRow)[];
  promises: LedgerPromise[];
}

export interface StaffEvent extends ChatEvent {
  conversation_id?: string;
  /** Only staff see it. */
  internal?: boolean;
}

export interface TicketRow {
  number: string;
  status: string;
  department: string;
  level: number;
  priority: string;
  subject: string;
  opened_at: string;
  updated_at: string;
  email?: string | null;
  promise?: LedgerPromise | null;
}

export const TICKET_STATUSES = ['open', 'waiting', 'on_hold', 'solved', 'closed'] as const;

/** Whatever form the state comes in, a row's state is an object. */
export function asRow(raw: Row & { state: ConversationState | string }): Row {
  const state =
    typeof raw.state === 'string' ? { owner: raw.state as ConversationState['owner'] } : raw.state;
  return { ...raw, state, department: raw.department ?? state.department ?? null };
}
