import { readJson, writeJson, type Store } from './storage';

/** A message of the visitor that the server has not acknowledged yet. */
export interface OutboxEntry {
  client_id: string;
  /** What is shown: the text, or a button's title. */
  text: string;
  /** A button's payload; then the text is not sent. */
  payload?: string;
  /** ISO 8601. */
  at: string;
  /** Why the server refused it for good; it stays until the visitor decides. */
  error?: string;
}

/**
 * Messages on their way. They are kept in storage until the server has acknowledged them, so that
 * reload, sleep and a lost connection lose none; the `client_id` lets the server drop the second
 * of two, so that sending again doubles none.
 */
export class Outbox {
  readonly key: string;
  private memory: OutboxEntry[];
  /** True while the storage does not take what is written (full): then memory counts too. */
  private unstorable = false;

  constructor(
    private readonly store: Store,
    origin: string,
  ) {
    this.key = `frontdesk:${origin}:outbox`;
    this.memory = this.load();
  }

  get entries(): readonly OutboxEntry[] {
    return this.memory;
  }

  /** Entries that are to be sent, in order: all but the refused ones. */
  get waiting(): OutboxEntry[] {
    return this.memory.filter((entry) => entry.error === undefined);
  }

  add(entry: OutboxEntry): void {
    this.change((entries) => [...entries, entry]);
  }

  /** The server has it, or the visitor took it back. True when it was here. */
  remove(clientId: string): boolean {
    const known = this.memory.some((entry) => entry.client_id === clientId);
    this.change((entries) => entries.filter((entry) => entry.client_id !== clientId));
    return known;
  }

  refuse(clientId: string, error: string): void {
    this.change((entries) =>
      entries.map((entry) => (entry.client_id === clientId ? { ...entry, error } : entry)),
    );
  }

  retry(clientId: string): void {
    this.change((entries) =>
      entries.map((entry) => {
        if (entry.client_id !== clientId) return entry;
        const again = { ...entry };
        delete again.error;
        return again;
      }),
    );
  }

  clear(): void {
    this.change(() => []);
  }

  /** Takes over what another tab has written. */
  reload(): void {
    this.memory = this.load();
  }

  /** Every change starts from what is stored, because other tabs write there too. */
  private change(edit: (entries: OutboxEntry[]) => OutboxEntry[]): void {
    const stored = this.load();
    const known = new Set(stored.map((entry) => entry.client_id));
    const unstored = this.unstorable ? this.memory.filter((e) => !known.has(e.client_id)) : [];
    this.memory = edit([...stored, ...unstored]);
    writeJson(this.store, this.key, this.memory);
    this.unstorable = JSON.stringify(this.load()) !== JSON.stringify(this.memory);
  }

  private load(): OutboxEntry[] {
    const value = readJson(this.store, this.key);
    return Array.isArray(value) ? value.filter(isEntry) : [];
  }
}

function isEntry(value: unknown): value is OutboxEntry {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Partial<OutboxEntry>;
  return (
    typeof entry.client_id === 'string' &&
    typeof entry.text === 'string' &&
    typeof entry.at === 'string' &&
    (entry.payload === undefined || typeof entry.payload === 'string') &&
    (entry.error === undefined || typeof entry.error === 'string')
  );
}
