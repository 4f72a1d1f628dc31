import { requestJson, type Fetch } from '../core/http';
import type { Author, FileData, PromiseData, WidgetConfig } from '../core/protocol';

/** What the server says of a ticket to the customer who has its key. */
export interface Ticket {
  number: string;
  status: string;
  department: string;
  subject: string;
  opened_at: string;
  updated_at: string;
  promise: (PromiseData & { status?: string }) | null;
  /** Who works on it, by name. */
  assignee: string | null;
  closes_at: string | null;
  merged_into: { number: string; url: string } | null;
  escalation: {
    level: number;
    title: string;
    next: { level: number; title: string } | null;
    /** From when on the next level can be asked; null: now. */
    from: string | null;
  };
  may: { write: boolean; solve: boolean; escalate: boolean };
  messages: Message[];
}

export interface Message {
  seq: number;
  author: Author;
  at: string;
  text: string;
  files: FileData[];
  ticket?: string;
}

export interface Form {
  client_id: string;
  department: string;
  subject: string;
  text: string;
  email: string;
  language: string;
}

export interface Opened {
  number: string;
  key: string;
}

/** The calls of the ticket page; each throws HttpError or UnreachableError. */
export class TicketApi {
  constructor(
    private readonly fetcher: Fetch,
    readonly number: string,
    private readonly key: string,
    private readonly language: string,
  ) {}

  /** Unchanged, it costs a few bytes: the browser asks with the tag that it was given. */
  get(): Promise<Ticket> {
    return requestJson(this.fetcher, this.url(''));
  }

  async write(clientId: string, text: string, files: string[]): Promise<Ticket> {
    const body = { client_id: clientId, text, files };
    return (await this.post<{ ticket: Ticket }>('/messages', body)).ticket;
  }

  async solve(): Promise<Ticket> {
    return (await this.post<{ ticket: Ticket }>('/solve', {})).ticket;
  }

  async escalate(clientId: string, reason: string): Promise<Ticket> {
    await this.post('/escalate', { client_id: clientId, reason });
    return this.get();
  }

  async upload(file: File): Promise<FileData> {
    const name = file.name || 'file';
    return (await this.post<{ file: FileData }>('/files', file, { name })).file;
  }

  fileUrl(id: string): string {
    return this.url(`/files/${encodeURIComponent(id)}`);
  }

  private post<T>(path: string, body: unknown, query: Record<string, string> = {}): Promise<T> {
    return requestJson(this.fetcher, this.url(path, query), { method: 'POST', body });
  }

  private url(path: string, query: Record<string, string> = {}): string {
    const search = new URLSearchParams({ key: this.key, language: this.language, ...query });
    return `/api/tickets/${encodeURIComponent(this.number)}${path}?${search}`;
  }
}

export function openTicket(fetcher: Fetch, form: Form): Promise<Opened> {
  return requestJson(fetcher, '/api/tickets', { method: 'POST', body: form });
}

export function loadConfig(fetcher: Fetch, language: string): Promise<WidgetConfig> {
  return requestJson(fetcher, `/api/widget/config?${new URLSearchParams({ language })}`);
}
