import type { Row, Staff } from './model';
import { isMine, type Rows } from './rows';

/** Something that somebody should hear of although they may look elsewhere. */
export interface Notice {
  /** The same thing has the same key in every tab. */
  key: string;
  kind: 'waits' | 'assigned' | 'message' | 'promise';
  /** What it is about, by the address of the page. */
  place: string;
  department: string | null;
  text: string | null;
}

type Me = Pick<Staff, 'id' | 'presence'>;

/**
 * What is news between two states of the list.
 *
 * @param claimed conversations that this person took by hand: no news to them
 */
export function noticesOf(
  before: Rows,
  after: Rows,
  me: Me,
  claimed: ReadonlySet<string>,
): Notice[] {
  const news: Notice[] = [];
  for (const [id, row] of after) {
    const was = before.get(id);
    if (was === row) continue;
    const place = `chats/${encodeURIComponent(id)}`;
    const about = { place, department: row.department, text: row.last_text };
    if (waitsNewly(was, row) && me.presence !== 'away') {
      news.push({ key: `waits:${id}:${row.waiting_since ?? ''}`, kind: 'waits', ...about });
    } else if (isMine(row, me) && !(was && isMine(was, me))) {
      if (!claimed.has(id)) {
        news.push({ key: `assigned:${id}:${row.last_at ?? ''}`, kind: 'assigned', ...about });
      }
    } else if (isMine(row, me) && row.last_author === 'visitor' && was?.last_at !== row.last_at) {
      if (was?.last_text !== row.last_text || row.unread) {
        news.push({ key: `message:${id}:${row.last_at ?? ''}`, kind: 'message', ...about });
      }
    }
  }
  return news;
}

function waitsNewly(was: Row | undefined, row: Row): boolean {
  if (row.state.owner !== 'queue') return false;
  return was?.state.owner !== 'queue' || was.waiting_since !== row.waiting_since;
}

/** A promise that is about to break, as the stream tells of it; null for any other news of one. */
export function promiseNotice(frame: unknown): Notice | null {
  if (typeof frame !== 'object' || frame === null) return null;
  const { id, news, ticket, department, subject, conversation_id } = frame as Record<
    string,
    unknown
  >;
  if (news !== 'warned' || typeof id !== 'string') return null;
  const place =
    typeof ticket === 'string'
      ? `tickets/${encodeURIComponent(ticket)}`
      : typeof conversation_id === 'string'
        ? `chats/${encodeURIComponent(conversation_id)}`
        : 'promises';
  return {
    key: `promise:${id}:warned`,
    kind: 'promise',
    place,
    department: typeof department === 'string' ? department : null,
    text: typeof subject === 'string' ? subject : null,
  };
}

export interface Looks {
  /** This tab is looked at. */
  here: boolean;
  /** Some tab of this person's desk is looked at. */
  anywhere: boolean;
  /** The conversation that is open here. */
  openPlace: string | null;
}

/** Whether a notice is worth interrupting for: what one looks at needs no notice. */
export function isWanted(notice: Notice, looks: Looks): boolean {
  if (notice.kind === 'message') return !looks.anywhere;
  return !(looks.here && looks.openPlace === notice.place);
}

const TOLD = 'frontdesk.told';
const MOST_TOLD = 200;

type Store = Pick<Storage, 'getItem' | 'setItem'>;

/** What was told already, by whichever tab of this browser. */
export class Told {
  constructor(
    private readonly store: Store,
    private readonly person: string,
  ) {}

  /** True for whoever asks first about a key. */
  take(key: string): boolean {
    const mine = `${this.person}:${key}`;
    const told = this.all();
    if (told.includes(mine)) return false;
    this.store.setItem(TOLD, JSON.stringify([...told, mine].slice(-MOST_TOLD)));
    return true;
  }

  private all(): string[] {
    try {
      const told: unknown = JSON.parse(this.store.getItem(TOLD) ?? '[]');
      return Array.isArray(told) ? told.filter((one) => typeof one === 'string') : [];
    } catch {
      return [];
    }
  }
}

/** "(2) 3 waiting · Desk" */
export function tabTitle(title: string, unread: number, waiting: string): string {
  const news = unread > 0 ? `(${unread}) ` : '';
  return waiting ? `${news}${waiting} · ${title}` : `${news}${title}`;
}
