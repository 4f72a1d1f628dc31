import type { ChatEvent, ConversationState } from './protocol';

/** A conversation as this reader knows it. */
export interface LogState {
  /** In order of `seq`, each once. */
  events: readonly ChatEvent[];
  /** Everything up to here is known. */
  cursor: number;
  conversation: ConversationState | null;
}

export const emptyLog: LogState = { events: [], cursor: 0, conversation: null };

/**
 * Takes events in, whatever their order and however often they come.
 *
 * @param complete the events are an answer to "everything after the cursor": then a gap in `seq`
 *   is none, and the cursor may pass it
 */
export function withEvents(
  log: LogState,
  incoming: readonly ChatEvent[],
  complete = false,
): LogState {
  const known = new Set(log.events.map((event) => event.seq));
  const fresh: ChatEvent[] = [];
  let cursor = log.cursor;
  for (const event of incoming) {
    if (!Number.isInteger(event.seq)) continue;
    if (complete) cursor = Math.max(cursor, event.seq);
    if (known.has(event.seq)) continue;
    known.add(event.seq);
    fresh.push(event);
  }
  const events =
    fresh.length === 0 ? log.events : [...log.events, ...fresh].sort((a, b) => a.seq - b.seq);
  while (known.has(cursor + 1)) cursor += 1;
  if (fresh.length === 0 && cursor === log.cursor) return log;
  return { ...log, events, cursor };
}

export function withConversation(log: LogState, conversation: ConversationState): LogState {
  return { ...log, conversation };
}

/** True when an event is known whose predecessor is not: the missing ones must be fetched. */
export function hasGap(log: LogState): boolean {
  const last = log.events.at(-1);
  return last !== undefined && last.seq > log.cursor;
}
