import type { DeskKey } from '../locales/desk/en';
import type { Desk } from './desk';
import { Told, isWanted, noticesOf, promiseNotice, tabTitle, type Notice } from './notices';
import { browserStorage, preferred } from './preferences';
import { count, isMine, unreadMine, type Rows } from './rows';
import { playTone } from './tone';
import dotted from '../../pages/icon-dot.svg?no-inline';

const CHANNEL = 'frontdesk.desk';
/** Long enough for every tab to have found the same news; one that wakes up later reads the list. */
const HELD_MS = 60_000;
/** Every tab that is looked at holds this lock, shared. */
const LOOKS = 'frontdesk.looks';

interface Claimed {
  claimed: string;
  person?: string;
}

/** Tells people of what happens while they look elsewhere: once, however many tabs are open. */
export class Notifier {
  private seen: Rows | null = null;
  private person: string | null = null;
  private stopLooking: (() => void) | null = null;
  /** Conversations that this person is taking by hand, in whichever tab. */
  private readonly claimed = new Set<string>();
  private readonly channel =
    typeof BroadcastChannel === 'function' ? new BroadcastChannel(CHANNEL) : null;
  private readonly icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  private readonly plainIcon = this.icon?.href ?? '';

  constructor(private readonly desk: Desk) {}

  start(): void {
    this.desk.addEventListener('change', () => this.compare());
    this.desk.addEventListener('frame', (event) => {
      const notice = promiseNotice(
        (event as CustomEvent<Record<string, unknown>>).detail['promise'],
      );
      if (notice) void this.tell([notice]);
    });
    this.desk.addEventListener('claim', (event) => {
      const id = (event as CustomEvent<string>).detail;
      this.claimed.add(id);
      this.channel?.postMessage({ claimed: id, person: this.desk.me?.id });
    });
    this.channel?.addEventListener('message', ({ data }: MessageEvent<Claimed>) => {
      if (data.person === this.desk.me?.id) this.claimed.add(data.claimed);
    });
    document.addEventListener('visibilitychange', () => this.look());
    this.look();
  }

  private compare(): void {
    const { desk } = this;
    this.showInTab();
    if (!desk.me || !desk.loaded || desk.me.id !== this.person) {
      // What is there when one signs in is no news.
      this.person = desk.me?.id ?? null;
      this.seen = desk.me && desk.loaded ? desk.rows : null;
      return;
    }
    const before = this.seen;
    this.seen = desk.rows;
    if (!before || before === desk.rows) return;
    const news = noticesOf(before, desk.rows, desk.me, this.claimed);
    for (const id of this.claimed) {
      const row = desk.rows.get(id);
      if (row && isMine(row, desk.me)) this.claimed.delete(id);
    }
    if (news.length > 0) void this.tell(news);
  }

  private async tell(news: Notice[]): Promise<void> {
    const { me, open } = this.desk;
    const { notify, sound } = preferred.current;
    if (!me || !(notify || sound)) return;
    const looks = {
      here: !document.hidden,
      anywhere: !document.hidden || (await isLookedAt()),
      openPlace: open ? `chats/${encodeURIComponent(open.id)}` : null,
    };
    const wanted = news.filter((notice) => isWanted(notice, looks));
    const store = browserStorage();
    const told = store ? new Told(store, me.id) : null;
    const first: Notice[] = [];
    for (const notice of wanted) {
      if ((await isFirst(`${me.id}:${notice.key}`)) && (told?.take(notice.key) ?? true)) {
        first.push(notice);
      }
    }
    if (notify) for (const notice of first) this.show(notice);
    // Several at once make one sound.
    if (sound && first[0]) void playTone(first[0].kind);
  }

  private show(notice: Notice): void {
    if (!('Notification' in window) || Notification.permission !== 'granted') return;
    const { words } = this.desk;
    const key: DeskKey = `notice.${notice.kind}`;
    const department = this.desk.departmentTitle(notice.department);
    const title = department ? `${words.t(key)} · ${department}` : words.t(key);
    const options: NotificationOptions = { tag: notice.key, lang: words.language };
    if (notice.text) options.body = notice.text;
    if (this.plainIcon) options.icon = this.plainIcon;
    try {
      const shown = new Notification(title, options);
      shown.onclick = () => {
        window.focus();
        location.hash = notice.place;
        shown.close();
      };
    } catch {
      // Some browsers let only service workers notify: title and sound remain.
      return;
    }
  }

  /** How much is new and who waits, in the tab's title and icon. */
  private showInTab(): void {
    const { desk } = this;
    const title = desk.words.t('title');
    const unread = desk.me ? unreadMine(desk.rows, desk.me) : 0;
    const waiting = desk.me ? count(desk.rows, 'queue', desk.me) : 0;
    document.title = tabTitle(
      title,
      unread,
      waiting > 0 ? desk.words.t('title.waiting', { n: waiting }) : '',
    );
    if (this.icon) {
      const wanted = unread + waiting > 0 ? dotted : this.plainIcon;
      if (this.icon.href !== new URL(wanted, location.href).href) this.icon.href = wanted;
    }
  }

  private look(): void {
    this.stopLooking?.();
    this.stopLooking = null;
    if (document.hidden || !('locks' in navigator)) return;
    const until = new Promise<void>((resolve) => (this.stopLooking = resolve));
    void navigator.locks.request(LOOKS, { mode: 'shared' }, () => until);
  }
}

async function isLookedAt(): Promise<boolean> {
  if (!('locks' in navigator)) return false;
  const { held } = await navigator.locks.query();
  return (held ?? []).some(({ name }) => name === LOOKS);
}

/**
 * Whether no other tab has taken this: the first one holds a lock on it for a while. The browser's
 * storage alone would not do, because what one tab writes reaches another one's process later.
 */
async function isFirst(key: string): Promise<boolean> {
  if (!('locks' in navigator)) return true;
  return new Promise((resolve) => {
    void navigator.locks.request(`frontdesk.notice:${key}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock && new Promise((free) => setTimeout(free, HELD_MS));
    });
  });
}
