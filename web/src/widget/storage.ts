/** What the widget keeps on the device, apart for every server that it talks to. */

export interface Session {
  readonly id: string;
  /** Renewed now and then; whoever holds the session has the newest. */
  token: string;
}

/** A conversation that is to begin; the name lets the server know a repeated call. */
export interface Beginning {
  client_id: string;
  /** A token of the visitor's conversation before. */
  visitor?: string;
}

/** The part of the Web Storage that is used here. */
export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** The browser's storage, if it may be used. */
export function deviceStore(): Store | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

/**
 * JSON values in the device's storage, under names of one server. What the storage does not take
 * (it is full, or refused) is kept in memory, so that it lasts as long as the page.
 */
export class Shelf {
  readonly prefix: string;
  readonly #memory = new Map<string, string>();

  constructor(
    private readonly store: Store | null,
    origin: string,
  ) {
    this.prefix = `frontdesk:${origin}:`;
  }

  /** False where nothing is shared with other tabs. */
  get shared(): boolean {
    return this.store !== null;
  }

  read(name: string): unknown {
    const key = this.prefix + name;
    try {
      const text = this.#memory.get(key) ?? this.store?.getItem(key) ?? null;
      return text === null ? null : JSON.parse(text);
    } catch {
      return null;
    }
  }

  write(name: string, value: unknown): void {
    const key = this.prefix + name;
    const text = JSON.stringify(value);
    this.#memory.set(key, text);
    try {
      this.store?.setItem(key, text);
      if (this.store?.getItem(key) === text) this.#memory.delete(key);
    } catch {
      return;
    }
  }

  remove(name: string): void {
    const key = this.prefix + name;
    this.#memory.delete(key);
    try {
      this.store?.removeItem(key);
    } catch {
      return;
    }
  }

  /** The names that start like this. */
  names(start: string): string[] {
    const from = this.prefix + start;
    const keys = new Set(this.#memory.keys());
    try {
      for (let index = this.store?.length ?? 0; index > 0; index -= 1) {
        keys.add(this.store?.key(index - 1) ?? '');
      }
    } catch {
      // Then memory is all there is.
    }
    return [...keys]
      .filter((key) => key.startsWith(from))
      .map((key) => key.slice(this.prefix.length));
  }

  /** Another tab wrote this key: its value counts from now on. Returns its name, if it is ours. */
  changed(key: string): string | null {
    this.#memory.delete(key);
    return key.startsWith(this.prefix) ? key.slice(this.prefix.length) : null;
  }
}

/** The name of the session, whose change the other tabs follow. */
export const SESSION = 'session';
const READ = 'session:read';
const BEGIN = 'session:begin';

/** The device's conversation, and the one that is to begin in its place. */
export class SessionStore {
  constructor(private readonly shelf: Shelf) {}

  read(): Session | null {
    const { id, token } = fields<Session>(this.shelf.read(SESSION));
    return typeof id === 'string' && typeof token === 'string' ? { id, token } : null;
  }

  /** The conversation has begun. */
  write({ id, token }: Session): void {
    this.shelf.write(SESSION, { id, token });
    this.shelf.remove(BEGIN);
  }

  /** Its token is another, if it is still the device's conversation. */
  renew({ id, token }: Session): void {
    if (this.read()?.id === id) this.shelf.write(SESSION, { id, token });
  }

  clear(): void {
    for (const name of [SESSION, READ, BEGIN]) this.shelf.remove(name);
  }

  /** The beginning that is due; the stored conversation is over then. */
  beginning(): Beginning | null {
    const { client_id, visitor } = fields<Beginning>(this.shelf.read(BEGIN));
    if (typeof client_id !== 'string') return null;
    return typeof visitor === 'string' ? { client_id, visitor } : { client_id };
  }

  prepare(client_id: string, visitor?: string): Beginning {
    this.shelf.write(BEGIN, { client_id, visitor });
    return { client_id, ...(visitor ? { visitor } : {}) };
  }

  /** The last event of this conversation that the visitor has seen. */
  readSeq(id: string | undefined): number {
    const mark = fields<{ id: string; seq: number }>(this.shelf.read(READ));
    return mark.id === id && typeof mark.seq === 'number' ? mark.seq : 0;
  }

  writeReadSeq(id: string, seq: number): void {
    this.shelf.write(READ, { id, seq });
  }
}

function fields<T>(value: unknown): Partial<T> {
  return typeof value === 'object' && value !== null ? (value as Partial<T>) : {};
}
