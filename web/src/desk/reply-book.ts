import type { StaffApi } from './api';
import { replyBook, type ReplyBook } from './replies-api';

/** A book that is older is fetched anew when a list opens. */
const FRESH_MS = 60_000;
let kept: { book: ReplyBook; at: number; person: string } | null = null;

/** What this person's page knows already, however old: to show at once. */
export function knownBook(person: string): ReplyBook | null {
  return kept?.person === person ? kept.book : null;
}

/** The ready replies as they were a minute ago at most. Throws HttpError or UnreachableError. */
export async function freshBook(api: StaffApi, person: string): Promise<ReplyBook> {
  if (kept?.person === person && Date.now() - kept.at < FRESH_MS) return kept.book;
  const book = await replyBook(api);
  kept = { book, at: Date.now(), person };
  return book;
}

/** Whoever has changed a reply wants to find it at the next slash. */
export function forgetBook(): void {
  kept = null;
}
