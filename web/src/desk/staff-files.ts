import { HttpError, UnreachableError, failure } from '../core/http';
import { randomId } from '../core/ids';
import type { FileData } from '../core/protocol';

/** A file on its way to the visitor. */
export interface StaffUpload {
  clientId: string;
  name: string;
  blob: Blob;
  /** How much has gone, from 0 to 1. */
  share: number;
  /** Why it was not sent; null while it is on its way. */
  failed: string | null;
  /** Whether trying again can help. */
  again: boolean;
  stop: AbortController;
}

/** Sends one file; its event comes with the others. Throws HttpError or UnreachableError. */
export type SendFile = (
  upload: StaffUpload,
  onProgress: (share: number) => void,
) => Promise<{ seq: number; file: FileData }>;

/** The files of one conversation that are on their way, one after the other. */
export class StaffUploads {
  all: StaffUpload[] = [];
  private sending = false;

  constructor(
    private readonly send: SendFile,
    private readonly explain: (error: unknown) => string,
    private readonly onChange: () => void,
    /** In bytes. */
    private readonly most: () => number,
    private readonly tooLarge: (megabytes: number) => string,
  ) {}

  add(files: Iterable<File>): void {
    for (const file of files) {
      const most = this.most();
      this.all.push({
        clientId: randomId(),
        name: file.name || 'file',
        blob: file,
        share: 0,
        failed: file.size > most ? this.tooLarge(Math.floor(most / 1024 / 1024)) : null,
        again: false,
        stop: new AbortController(),
      });
    }
    this.onChange();
    void this.resume();
  }

  /** The same name goes with it: what had arrived in spite of all is not stored twice. */
  retry(upload: StaffUpload): void {
    upload.failed = null;
    upload.share = 0;
    this.onChange();
    void this.resume();
  }

  remove(upload: StaffUpload): void {
    upload.stop.abort();
    this.all = this.all.filter((other) => other !== upload);
    this.onChange();
  }

  /** The log has the event of a file: it is on its way no more. */
  arrived(clientIds: ReadonlySet<string | null | undefined>): void {
    this.all = this.all.filter(({ clientId }) => !clientIds.has(clientId));
  }

  private async resume(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      for (;;) {
        const next = this.all.find(({ failed }) => failed === null);
        if (!next) return;
        await this.deliver(next);
      }
    } finally {
      this.sending = false;
    }
  }

  private async deliver(next: StaffUpload): Promise<void> {
    try {
      await this.send(next, (share) => {
        next.share = share;
        this.onChange();
      });
      this.all = this.all.filter((other) => other !== next);
    } catch (error) {
      next.failed = this.explain(error);
      next.again = mayRetry(error);
    }
    this.onChange();
  }
}

/** An upload that has not moved for so long is given up. */
const STALLED_MS = 60_000;

/** Sends a file with progress, which `fetch` does not tell. */
export function sendFile(
  conversationId: string,
  csrf: string,
  upload: StaffUpload,
  onProgress: (share: number) => void,
): Promise<{ seq: number; file: FileData }> {
  const query = new URLSearchParams({ name: upload.name, client_id: upload.clientId });
  const url = `/api/staff/conversations/${encodeURIComponent(conversationId)}/files?${query}`;
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    const stop = (): void => call.abort();
    let timer = setTimeout(stop, STALLED_MS);
    call.upload.onprogress = ({ loaded, total }) => {
      clearTimeout(timer);
      timer = setTimeout(stop, STALLED_MS);
      if (total > 0) onProgress(loaded / total);
    };
    call.onloadend = () => {
      clearTimeout(timer);
      upload.stop.signal.removeEventListener('abort', stop);
      if (call.status >= 200 && call.status < 300) {
        try {
          resolve(JSON.parse(call.responseText) as { seq: number; file: FileData });
        } catch (error) {
          reject(new UnreachableError(error));
        }
      } else if (call.status === 0) reject(new UnreachableError());
      else reject(failure(call.status, call.responseText, call.getResponseHeader('Retry-After')));
    };
    upload.stop.signal.addEventListener('abort', stop);
    call.open('POST', url);
    call.setRequestHeader('X-CSRF-Token', csrf);
    call.setRequestHeader('Content-Type', 'application/octet-stream');
    call.send(upload.blob);
  });
}

/** A refusal stays one. */
function mayRetry(error: unknown): boolean {
  return !(error instanceof HttpError) || error.status >= 500 || error.status === 429;
}
