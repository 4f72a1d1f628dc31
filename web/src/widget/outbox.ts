import type { Shelf } from './storage';

/** A message of the visitor that the server has not acknowledged yet. */
export interface OutboxEntry {
  client_id: string;
  /** What is shown: the text, or a button's title. */
  text: string;
  /** A button's payload; then the text is not sent. */
  payload?: string;
  /** ISO 8601. */
  at: string;
  /** Its place: one more than any that was known when it was written. */
  order: number;
  /** The conversation it was written in; none had begun without it. */
  conversation?: string;
  /** Why the server refused it for good; it stays until the visitor decides. */
  error?: string;
  /** The same for programs. */
  code?: string;
}

const NAME = 'outbox:';

/**
 * Messages on their way. They are kept in storage until the server has acknowledged them, so that
 * reload, sleep and a lost connection lose none; the `client_id` lets the server drop the second
 * of two, so that sending again doubles none. Each has a key of its own: tabs write at the same
 * time, and of two that write one list the later would undo the earlier.
 */
export class Outbox {
  #list: OutboxEntry[] = [];

  constructor(private readonly shelf: Shelf) {
    this.reload();
  }

  /** In order. */
  get entries(): readonly OutboxEntry[] {
    return this.#list;
  }

  /** Those of one conversation and those that belong to none yet. */
  of(conversation: string | undefined): OutboxEntry[] {
    return this.#list.filter(
      (entry) => !conversation || (entry.conversation ?? conversation) === conversation,
    );
  }

  /** What is to be sent next there: the first that was not refused. */
  head(conversation: string): OutboxEntry | undefined {
    return this.of(conversation).find((entry) => entry.error === undefined);
  }

  add(entry: Omit<OutboxEntry, 'order'>): void {
    this.reload();
    this.#put({ ...entry, order: (this.#list.at(-1)?.order ?? 0) + 1 });
  }

  /** The server has it, or the visitor took it back. True when it was here. */
  remove(clientId: string): boolean {
    if (!this.#list.some((entry) => entry.client_id === clientId)) return false;
    this.shelf.remove(NAME + clientId);
    this.reload();
    return true;
  }

  refuse(clientId: string, code: string, error: string): void {
    const entry = this.#find(clientId);
    if (entry) this.#put({ ...entry, code, error });
  }

  retry(clientId: string): void {
    const entry = this.#find(clientId);
    if (entry) this.#put({ ...entry, code: undefined, error: undefined });
  }

  /** What was not sent comes along into the conversation that is taken up. */
  adopt(conversation: string): void {
    this.reload();
    for (const entry of this.#list) {
      if (entry.conversation !== conversation) this.#put({ ...entry, conversation });
    }
  }

  clear(): void {
    for (const name of this.shelf.names(NAME)) this.shelf.remove(name);
    this.reload();
  }

  /** Takes over what another tab has written. */
  reload(): void {
    this.#list = this.shelf
      .names(NAME)
      .map((name) => this.shelf.read(name))
      .filter(isEntry)
      .sort(
        (a, b) => a.order - b.order || compare(a.at, b.at) || compare(a.client_id, b.client_id),
      );
  }

  /** As it is now: another tab may have removed it meanwhile. */
  #find(clientId: string): OutboxEntry | undefined {
    this.reload();
    return this.#list.find((entry) => entry.client_id === clientId);
  }

  #put(entry: OutboxEntry): void {
    this.shelf.write(NAME + entry.client_id, entry);
    this.reload();
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isEntry(value: unknown): value is OutboxEntry {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Partial<Record<keyof OutboxEntry, unknown>>;
  const texts = [entry.client_id, entry.text, entry.at];
  const optional = [entry.payload, entry.conversation, entry.error, entry.code];
  return (
    Number.isFinite(entry.order) &&
    texts.every((text) => typeof text === 'string') &&
    optional.every((text) => text === undefined || typeof text === 'string')
  );
}
