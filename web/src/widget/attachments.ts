import { backoff } from '../core/connection';
import { HttpError } from '../core/http';
import { randomId } from '../core/ids';
import type { ChatEvent, FileData } from '../core/protocol';
import { saveAs } from '../core/save-as';
import type { ChatClient } from './client';
import { download, upload } from './extras';

/** A file on its way to the desk. */
export interface Upload {
  clientId: string;
  name: string;
  blob: Blob;
  /** How much has gone, from 0 to 1. */
  share: number;
  /** Why it was refused; null while it is on its way. */
  error: string | null;
  stop: AbortController;
}

type Picture = { url: string } | 'loading' | 'missing';

/** The files of the conversation: those on their way, one after the other, and those shown. */
export class Attachments {
  uploads: Upload[] = [];
  readonly #pictures = new Map<string, Picture>();
  #sending = false;
  /** In succession. */
  #failures = 0;

  constructor(
    private readonly client: ChatClient,
    private readonly onChange: () => void,
  ) {}

  add(files: Iterable<File>): void {
    const most = this.client.snapshot.config?.upload?.bytes ?? Infinity;
    for (const file of files) {
      const error = file.size > most ? 'file_too_large' : file.size === 0 ? 'file_empty' : null;
      this.uploads.push({
        clientId: randomId(),
        name: file.name || 'file',
        blob: file,
        share: 0,
        error,
        stop: new AbortController(),
      });
    }
    this.onChange();
    void this.resume();
  }

  retry(upload: Upload): void {
    upload.error = null;
    this.onChange();
    void this.resume();
  }

  remove(upload: Upload): void {
    upload.stop.abort();
    this.uploads = this.uploads.filter((other) => other !== upload);
    this.onChange();
  }

  /** Sends what waits; called again when the connection is back. */
  async resume(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (;;) {
        const next = this.uploads.find(({ error }) => error === null);
        if (!next || !(await this.#send(next))) return;
      }
    } finally {
      this.#sending = false;
    }
  }

  /** True when the next one may follow. */
  async #send(next: Upload): Promise<boolean> {
    try {
      const { clientId, blob, name, stop } = next;
      const onProgress = (share: number): void => {
        next.share = share;
        this.onChange();
      };
      const sent = await upload(this.client, blob, name, clientId, onProgress, stop.signal);
      if (sent.file.type.startsWith('image/')) {
        this.#pictures.set(sent.file.id, { url: URL.createObjectURL(blob) });
      }
      this.#failures = 0;
      this.remove(next);
      return true;
    } catch (error) {
      if (!this.uploads.includes(next)) return true;
      next.share = 0;
      if (error instanceof HttpError && error.status < 500) next.error = error.code;
      this.onChange();
      if (next.error !== null) return true;
      // The call got lost, though the connection may stand: no change of it would wake this up.
      setTimeout(() => void this.resume(), backoff(this.#failures, Math.random()));
      this.#failures += 1;
      return false;
    }
  }

  /** The log has the event of a file: it is on its way no more. */
  arrived(event: ChatEvent): void {
    const own = this.uploads.find(({ clientId }) => clientId === event.client_id);
    if (own) this.uploads = this.uploads.filter((other) => other !== own);
  }

  /** The address of an image to show, once it is here. */
  picture({ id }: FileData): Picture {
    const known = this.#pictures.get(id);
    if (known) return known;
    this.#pictures.set(id, 'loading');
    void download(this.client, id).then(
      (blob) => this.#shown(id, { url: URL.createObjectURL(blob) }),
      () => this.#shown(id, 'missing'),
    );
    return 'loading';
  }

  #shown(id: string, picture: Picture): void {
    this.#pictures.set(id, picture);
    this.onChange();
  }

  /** Saves a file on the device. Throws HttpError or UnreachableError. */
  async save({ id, name }: FileData): Promise<void> {
    saveAs(await download(this.client, id), name);
  }

  /** Forgets everything that was shown. */
  clear(): void {
    for (const upload of this.uploads) upload.stop.abort();
    this.uploads = [];
    for (const picture of this.#pictures.values()) {
      if (typeof picture === 'object') URL.revokeObjectURL(picture.url);
    }
    this.#pictures.clear();
  }
}
