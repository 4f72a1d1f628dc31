import type { StaffApi } from './api';
import type { Row, TicketRow } from './model';

/** What a ready reply is made of. */
export interface ReplyFields {
  shortcut: string;
  title: string;
  /** Null for every department. */
  department: string | null;
  /** Which topics of the policy it answers: what the suggestions go by. */
  topics: string[];
  /** A text for each language. */
  texts: Record<string, string>;
}

export interface Reply extends ReplyFields {
  id: string;
  uses: number;
  updated_at: string;
}

export interface ReplyBook {
  replies: Reply[];
  /** Shortcuts that are always there; each is its reply's id too. */
  built_in: string[];
  placeholders: string[];
  languages: string[];
  topics: string[];
  may_edit: boolean;
}

export interface SuggestedReply {
  id: string;
  shortcut: string;
  /** Null for a built-in one: the page knows its name. */
  title: string | null;
  preview: string;
}

/** What the visitor's last message is about. */
export interface Suggestions {
  /** False while the engine is away. */
  available: boolean;
  for_seq: number | null;
  intent: string | null;
  title: string | null;
  confidence: number | null;
  category: string | null;
  department: string | null;
  scope: string | null;
  scope_item: {
    name: string;
    title: string;
    condition: string | null;
    needs_identity: boolean;
  } | null;
  replies: SuggestedReply[];
}

/** An earlier conversation of the same visitor. */
export interface Earlier {
  id: string;
  owner: Row['state']['owner'];
  department: string | null;
  language: string;
  question: string | null;
  intent: string | null;
  last_text: string | null;
  staff: { name: string } | null;
  rating: number | null;
  created_at: string;
  last_at: string;
}

export interface History {
  conversations: Earlier[];
  tickets: TicketRow[];
  more: { conversations: number; tickets: number };
  /** Of other departments: counted and not shown. */
  hidden: { conversations: number; tickets: number };
}

/* Each call throws HttpError or UnreachableError. */

export function replyBook(api: StaffApi): Promise<ReplyBook> {
  return api.get('/api/staff/replies');
}

export async function saveReply(
  api: StaffApi,
  fields: ReplyFields,
  before: Reply | null,
): Promise<Reply> {
  const saved = before
    ? await api.send<{ reply: Reply }>('PUT', replyUrl(before.id), {
        ...fields,
        updated_at: before.updated_at,
      })
    : await api.send<{ reply: Reply }>('POST', '/api/staff/replies', fields);
  return saved.reply;
}

export async function removeReply(api: StaffApi, id: string): Promise<void> {
  await api.send('DELETE', replyUrl(id), {});
}

/** A reply in words for a conversation; nothing is sent. */
export function writeReply(
  api: StaffApi,
  conversationId: string,
  replyId: string,
  scopeItem: string | null,
): Promise<{ text: string; language: string }> {
  const url = `${conversationUrl(conversationId)}/replies/${encodeURIComponent(replyId)}`;
  return api.send('POST', url, { scope_item: scopeItem });
}

export function suggestions(api: StaffApi, conversationId: string): Promise<Suggestions> {
  return api.get(`${conversationUrl(conversationId)}/suggestions`);
}

export function history(api: StaffApi, conversationId: string): Promise<History> {
  return api.get(`${conversationUrl(conversationId)}/history`);
}

function replyUrl(id: string): string {
  return `/api/staff/replies/${encodeURIComponent(id)}`;
}

function conversationUrl(id: string): string {
  return `/api/staff/conversations/${encodeURIComponent(id)}`;
}
