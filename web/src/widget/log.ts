import type { LogState } from '../core/log';
import type { ChatEvent, FileData, PromiseData, RatingData, TicketData } from '../core/protocol';
import type { OutboxEntry } from './outbox';

/** Events from others after `seq`: what a visitor may have missed. */
export function unreadAfter(log: LogState, seq: number): number {
  return log.events.filter(
    (event) =>
      event.seq > seq &&
      isSaid(event) &&
      (event.author.kind === 'bot' || event.author.kind === 'staff'),
  ).length;
}

/** The assistant owes an answer: the visitor spoke last, and to the assistant. */
export function awaitsAnswer(log: LogState): boolean {
  if (log.conversation && log.conversation.owner !== 'bot') return false;
  const last = log.events.findLast((event) => event.kind === 'message' || event.kind === 'state');
  return last?.kind === 'message' && last.author.kind === 'visitor';
}

export type Delivery = 'sending' | 'waiting' | 'failed';
/** How far the visitor's newest message has come: to the desk, to who answers, seen by them. */
export type Status = 'sent' | 'delivered' | 'read';

interface Said {
  event: ChatEvent;
  /** First of several by the same author: the name is shown. */
  first: boolean;
  /** Last of several by the same author: the time is shown. */
  last: boolean;
  /** Only on what the visitor has said last; null on all else. */
  status: Status | null;
}

export type Item =
  | { type: 'day'; at: string }
  | (Said & {
      type: 'message';
      /** The buttons' answer: null while they can be used. */
      answered: string | null;
      buttonsOpen: boolean;
    })
  | (Said & { type: 'file'; file: FileData; own: boolean })
  | { type: 'rating'; event: ChatEvent; rating: RatingData }
  | { type: 'pending'; entry: OutboxEntry; delivery: Delivery; first: boolean }
  | { type: 'line'; event: ChatEvent; answered: string | null; buttonsOpen: boolean }
  | { type: 'ticket'; ticket: TicketData }
  | { type: 'promise'; promise: PromiseData };

interface ViewOptions {
  connected: boolean;
  /** The day that a time belongs to, as a sortable word. */
  day: (iso: string) => string;
}

/** The log and the messages on their way, as the list that is shown. */
export function buildItems(
  log: LogState,
  outbox: readonly OutboxEntry[],
  { connected, day }: ViewOptions,
): Item[] {
  const items: Item[] = [];
  const pending = withoutArrived(log, outbox);
  let today = '';
  const shown = log.events.filter(isShown);
  const newestOwn = shown.findLast((event) => isSaid(event) && event.author.kind === 'visitor');
  shown.forEach((event, index) => {
    const thisDay = day(event.at);
    if (thisDay !== today) {
      items.push({ type: 'day', at: event.at });
      today = thisDay;
    }
    if (event.kind === 'ticket') {
      items.push({ type: 'ticket', ticket: event.data as unknown as TicketData });
    } else if (event.kind === 'promise') {
      items.push({ type: 'promise', promise: event.data as unknown as PromiseData });
    } else if (event.kind === 'state') {
      // What a state offers (to stop waiting) stands as long as the state, whatever is said.
      const used = usedButton(log.events, event, pending);
      const past = log.events.some((later) => later.kind === 'state' && later.seq > event.seq);
      const buttonsOpen = used === null && !past;
      items.push({ type: 'line', event, answered: used, buttonsOpen });
    } else if (event.kind === 'rating') {
      items.push({ type: 'rating', event, rating: event.data as unknown as RatingData });
    } else {
      const said: Said = {
        event,
        first: !sameSpeaker(shown[index - 1], event, day),
        last: !sameSpeaker(shown[index + 1], event, day),
        status: event === newestOwn ? statusOf(event, log) : null,
      };
      if (event.kind === 'file') {
        const own = event.author.kind === 'visitor';
        items.push({ ...said, type: 'file', file: event.data as unknown as FileData, own });
      } else {
        const answered = answerTo(log.events, event, pending);
        items.push({ ...said, type: 'message', answered, buttonsOpen: answered === null });
      }
    }
  });
  pending.forEach((entry, index) => {
    const failed = entry.error !== undefined;
    items.push({
      type: 'pending',
      entry,
      delivery: failed ? 'failed' : connected ? 'sending' : 'waiting',
      first: index === 0 && shown.at(-1)?.author.kind !== 'visitor',
    });
  });
  return items;
}

/** Somebody's own words, or what they have handed over. */
function isSaid(event: ChatEvent): boolean {
  return event.kind === 'message' || event.kind === 'file';
}

function statusOf({ seq }: ChatEvent, log: LogState): Status {
  const { delivered = 0, read = 0 } = log.conversation?.receipts ?? {};
  return seq <= read ? 'read' : seq <= delivered ? 'delivered' : 'sent';
}

function isShown(event: ChatEvent): boolean {
  switch (event.kind) {
    case 'message':
      return (event.text ?? '') !== '' || (event.buttons ?? []).length > 0;
    case 'state':
      return (event.text ?? '') !== '';
    case 'ticket':
      return typeof event.data?.['number'] === 'string';
    case 'promise':
      return typeof event.data?.['text'] === 'string';
    case 'file':
      return typeof event.data?.['id'] === 'string' && typeof event.data['name'] === 'string';
    case 'rating':
      return typeof event.data?.['score'] === 'number';
    default:
      return false;
  }
}

function sameSpeaker(
  other: ChatEvent | undefined,
  event: ChatEvent,
  day: (iso: string) => string,
): boolean {
  return (
    other !== undefined &&
    isSaid(other) &&
    other.author.kind === event.author.kind &&
    other.author.name === event.author.name &&
    day(other.at) === day(event.at)
  );
}

/** What the visitor wrote after these buttons were shown; null while they are open. */
function answerTo(
  events: readonly ChatEvent[],
  event: ChatEvent,
  pending: readonly OutboxEntry[],
): string | null {
  const answer = events.find(
    (later) => later.seq > event.seq && later.kind === 'message' && later.author.kind === 'visitor',
  );
  if (answer) return answer.text ?? '';
  return pending.find((entry) => entry.error === undefined)?.text ?? null;
}

/** The button of this event that the visitor has used; null when none. */
function usedButton(
  events: readonly ChatEvent[],
  event: ChatEvent,
  pending: readonly OutboxEntry[],
): string | null {
  const said = [
    ...events.filter((later) => later.seq > event.seq && later.author.kind === 'visitor'),
    ...pending.filter((entry) => entry.error === undefined),
  ].map((one) => one.text);
  return event.buttons?.find((button) => said.includes(button.title))?.title ?? null;
}

/**
 * The entries whose event has not come yet. The event of a message may overtake its
 * acknowledgement; a visitor must not see the message twice in between.
 */
function withoutArrived(log: LogState, outbox: readonly OutboxEntry[]): OutboxEntry[] {
  const arrived = new Set(log.events.map((event) => event.client_id).filter(Boolean));
  return outbox.filter((entry) => !arrived.has(entry.client_id));
}
