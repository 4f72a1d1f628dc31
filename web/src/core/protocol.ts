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

export interface ErrorBody {
  code: string;
  message: string;
  field?: string;
  client_id?: string | null;
  owner?: { name?: string } | null;
}
