import { HttpError } from './http';
import { randomId } from './ids';
import type { FileData } from './protocol';

/** A file that was chosen for a message: on its way, uploaded, or refused. */
export interface Outgoing {
  key: string;
  name: string;
  /** Set once it is uploaded. */
  file: FileData | null;
  /** The code of the refusal, or `away`; null while all is well. */
  error: string | null;
}

/** The files of a message that is being written: each is uploaded at once, and sent with it. */
export class OutgoingFiles {
  list: Outgoing[] = [];
  /** In bytes; the server says so. */
  mostBytes = Infinity;
  readonly #sources = new Map<string, File>();

  /** @param upload throws HttpError or UnreachableError */
  constructor(
    private readonly upload: (file: File) => Promise<FileData>,
    private readonly onChange: () => void,
  ) {}

  /** The ids of what is uploaded. */
  get ids(): string[] {
    return this.list.flatMap(({ file }) => (file ? [file.id] : []));
  }

  /** Whether the message must wait: something is on its way, or was refused and not removed. */
  get busy(): boolean {
    return this.list.some(({ file }) => file === null);
  }

  async add(files: Iterable<File>): Promise<void> {
    await Promise.all(
      [...files].map((source) => {
        const error =
          source.size > this.mostBytes ? 'file_too_large' : source.size === 0 ? 'file_empty' : null;
        const entry = { key: randomId(), name: source.name || 'file', file: null, error };
        this.list = [...this.list, entry];
        this.#sources.set(entry.key, source);
        this.onChange();
        return error === null ? this.#send(entry.key) : undefined;
      }),
    );
  }

  async retry(key: string): Promise<void> {
    this.#put(key, { error: null });
    await this.#send(key);
  }

  remove(key: string): void {
    this.list = this.list.filter((entry) => entry.key !== key);
    this.#sources.delete(key);
    this.onChange();
  }

  clear(): void {
    this.list = [];
    this.#sources.clear();
    this.onChange();
  }

  async #send(key: string): Promise<void> {
    const source = this.#sources.get(key);
    if (!source) return;
    try {
      this.#put(key, { file: await this.upload(source) });
    } catch (error) {
      this.#put(key, { error: error instanceof HttpError ? error.code : 'away' });
    }
  }

  /** What was removed meanwhile stays so. */
  #put(key: string, change: Partial<Outgoing>): void {
    this.list = this.list.map((entry) => (entry.key === key ? { ...entry, ...change } : entry));
    this.onChange();
  }
}
