/** What the desk sends and takes, as the pages see it. Unknown kinds and fields are ignored. */

export type Owner = 'bot' | 'queue' | 'staff' | 'closed';
export type AuthorKind = 'visitor' | 'bot' | 'staff' | 'system';

export interface Author {
  kind: AuthorKind;
  name?: string;
}

export interface Button {
  title: string;
  payload: string;
}

/** One entry of a conversation's log. `seq` rises by one per conversation. */
export interface ChatEvent {
  seq: number;
  kind: string;
  /** ISO 8601 with offset. */
  at: string;
  author: Author;
  text?: string | null;
  buttons?: Button[] | null;
  data?: Record<string, unknown> | null;
  in_reply_to?: number | null;
  client_id?: string | null;
}

export interface ConversationState {
  owner: Owner;
  department?: string | null;
  position?: number | null;
  /** Seconds. */
  expected_wait_s?: number | null;
  staff?: { id?: number | string; name: string } | null;
  closed_for?: string | null;
  language?: string;
  /** The visitor asked for that language, in words or by the menu. */
  language_chosen?: boolean;
  receipts?: Receipts;
  identity?: { user: string; name?: string } | null;
}

/** Up to where the visitor's messages have come, by `seq`; 0 when none has. `read` ≤ `delivered`. */
export interface Receipts {
  delivered: number;
  read: number;
}

/** What `frontdesk hours` prints; times are ISO 8601 with the policy's offset. */
export interface HoursStatus {
  at: string;
  open: boolean;
  next_opening: string | null;
  next_closing: string | null;
  reason: string;
  holiday?: string | null;
}

export interface WidgetDepartment {
  name: string;
  title: string;
  chat: HoursStatus;
}

export interface WidgetConfig {
  language: string;
  company: { name: string; site?: string | null };
  greeting?: string | null;
  zone?: string | null;
  departments: WidgetDepartment[];
  limits?: { message_characters?: number } | null;
  languages?: string[];
  /** The largest file in bytes, and the endings that are taken, as an input's `accept`. */
  upload?: { bytes: number; accept: string } | null;
}

/** A response promise, stored as it was shown. */
export interface PromiseData {
  opened_at: string;
  starts_at: string | null;
  respond_from: string | null;
  respond_by: string | null;
  text: string;
  zone?: string | null;
}

export interface TicketData {
  number: string;
  key?: string;
  status: string;
  department: string;
}

/** A file in the conversation; `size` is in bytes. */
export interface FileData {
  id: string;
  name: string;
  type: string;
  size: number;
}

export interface RatingData {
  /** 1 to 5. */
  score: number;
  comment?: string | null;
}

export interface ErrorBody {
  code: string;
  message: string;
  field?: string;
  client_id?: string | null;
  owner?: { name?: string } | null;
}
