import type { DeskKey } from '../locales/desk/en';
import type { Desk } from './desk';
import { Told, isWanted, noticesOf, promiseNotice, tabTitle, type Notice } from './notices';
import { browserStorage, preferred } from './preferences';
import { count, unreadMine, type Rows } from './rows';
import { playTone } from './tone';
import dotted from '../../pages/icon-dot.svg?no-inline';

const LOCK = 'frontdesk.notices';
/** Every tab that is looked at holds this lock, shared. */
const LOOKS = 'frontdesk.looks';

/** Tells people of what happens while they look elsewhere: once, however many tabs are open. */
export class Notifier {
  private seen: Rows | null = null;
  private person: string | null = null;
  private stopLooking: (() => void) | null = null;
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
    const news = noticesOf(before, desk.rows, desk.me, desk.claimed);
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
    const first = await alone(() => wanted.filter(({ key }) => told?.take(key) ?? true));
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

/** Runs something while no other tab runs it, where the browser can hold the others back. */
async function alone<T>(run: () => T): Promise<T> {
  if (!('locks' in navigator)) return run();
  return await navigator.locks.request(LOCK, run);
}
