/** What the widget keeps on the device, apart for every server that it talks to. */

export interface Session {
  id: string;
  token: string;
}

/** The part of the Web Storage that is used here. */
export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Where the browser refuses storage, a conversation lasts as long as the page. */
export function memoryStore(): Store {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

/** The browser's storage if it may be used, else memory. */
export function deviceStore(): Store {
  try {
    const probe = 'frontdesk:probe';
    localStorage.setItem(probe, '1');
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return memoryStore();
  }
}

export class SessionStore {
  readonly key: string;

  constructor(
    private readonly store: Store,
    origin: string,
  ) {
    this.key = `frontdesk:${origin}:session`;
  }

  read(): Session | null {
    const value = readJson(this.store, this.key);
    if (typeof value !== 'object' || value === null) return null;
    const { id, token } = value as Partial<Session>;
    return typeof id === 'string' && typeof token === 'string' ? { id, token } : null;
  }

  write(session: Session): void {
    writeJson(this.store, this.key, session);
  }

  clear(): void {
    this.store.removeItem(this.key);
    this.store.removeItem(`${this.key}:read`);
  }

  /** The last event that the visitor has seen. */
  readSeq(): number {
    const value = readJson(this.store, `${this.key}:read`);
    return typeof value === 'number' ? value : 0;
  }

  writeReadSeq(seq: number): void {
    writeJson(this.store, `${this.key}:read`, seq);
  }
}

export function readJson(store: Store, key: string): unknown {
  try {
    const text = store.getItem(key);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** Writes, and goes on without where the storage is full: the page still has it in memory. */
export function writeJson(store: Store, key: string, value: unknown): void {
  try {
    store.setItem(key, JSON.stringify(value));
  } catch {
    return;
  }
}
