import { dayKey, type Zone } from '../core/time';
import type { StaffEvent } from './model';

/** An event with what stands above it. */
export interface Line {
  event: StaffEvent;
  /** The first of its day. */
  newDay: boolean;
  /** The first that was not read when the conversation was opened. */
  firstUnread: boolean;
}

/** @param unreadAfter what came after this number is new to the reader; null for nothing */
export function linesOf(
  events: readonly StaffEvent[],
  zone: Zone,
  unreadAfter: number | null,
): Line[] {
  let day = '';
  let marked = unreadAfter === null;
  return events.map((event) => {
    const thisDay = dayKey(event.at, zone);
    const newDay = thisDay !== day;
    day = thisDay;
    const firstUnread =
      !marked && event.seq > (unreadAfter ?? 0) && event.author.kind === 'visitor';
    if (firstUnread) marked = true;
    return { event, newDay, firstUnread };
  });
}

/** How many messages of the visitor came after `seq`. */
export function countAfter(events: readonly StaffEvent[], seq: number): number {
  return events.filter(
    (event) =>
      event.seq > seq &&
      event.author.kind === 'visitor' &&
      (event.kind === 'message' || event.kind === 'file'),
  ).length;
}

const SEEN = 'frontdesk.seen';
const MOST_SEEN = 300;
type Store = Pick<Storage, 'getItem' | 'setItem'>;

/** Up to where this person has seen each conversation, kept in the browser. */
export class Seen {
  constructor(private readonly store: Store | null) {}

  /** Null for a conversation that was never opened here. */
  of(conversationId: string): number | null {
    return this.all().find(([id]) => id === conversationId)?.[1] ?? null;
  }

  note(conversationId: string, seq: number): void {
    const others = this.all().filter(([id]) => id !== conversationId);
    const kept = [...others, [conversationId, seq]].slice(-MOST_SEEN);
    try {
      this.store?.setItem(SEEN, JSON.stringify(kept));
    } catch {
      // Only the line above the new messages is lost.
      return;
    }
  }

  private all(): [string, number][] {
    try {
      const seen: unknown = JSON.parse(this.store?.getItem(SEEN) ?? '[]');
      return Array.isArray(seen) ? (seen as [string, number][]) : [];
    } catch {
      return [];
    }
  }
}
