/** What somebody has set on this browser. */
export interface Preferences {
  /** Notifications of the system. */
  notify: boolean;
  sound: boolean;
  /** Single keys do something. */
  keys: boolean;
}

const NAME = 'frontdesk.desk.preferences';
const DEFAULTS: Preferences = { notify: false, sound: false, keys: true };

type Store = Pick<Storage, 'getItem' | 'setItem'>;

/** Says `change` when one of them changes, in this tab or another. */
export class Preferred extends EventTarget {
  current: Preferences;

  constructor(private readonly store: Store | null) {
    super();
    this.current = read(store);
    if (typeof addEventListener === 'function') {
      addEventListener('storage', (event) => {
        if (event.key !== NAME) return;
        this.current = read(store);
        this.dispatchEvent(new Event('change'));
      });
    }
  }

  set(change: Partial<Preferences>): void {
    this.current = { ...this.current, ...change };
    try {
      this.store?.setItem(NAME, JSON.stringify(this.current));
    } catch {
      // It holds until the page is loaded again.
    }
    this.dispatchEvent(new Event('change'));
  }
}

function read(store: Store | null): Preferences {
  try {
    const kept = JSON.parse(store?.getItem(NAME) ?? '{}') as Partial<Preferences>;
    const known = (name: keyof Preferences): boolean =>
      typeof kept[name] === 'boolean' ? kept[name] : DEFAULTS[name];
    return { notify: known('notify'), sound: known('sound'), keys: known('keys') };
  } catch {
    return { ...DEFAULTS };
  }
}

/** The browser's storage; null where the browser forbids it. */
export function browserStorage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

/** This page's preferences. */
export const preferred = new Preferred(browserStorage());
