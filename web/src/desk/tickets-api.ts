import type { FileData } from '../core/protocol';
import type { StaffApi } from './api';
import type { Thread, TicketFilters, TicketItem } from './tickets-model';

/** The calls of staff about tickets. Each throws HttpError or UnreachableError. */

export interface Page {
  tickets: TicketItem[];
  /** On all pages. */
  total: number;
  /** Where the next page begins. */
  next: string | null;
}

export function listTickets(
  api: StaffApi,
  filters: TicketFilters,
  limit: number,
  after?: string,
): Promise<Page> {
  const query = new URLSearchParams({ limit: String(limit) });
  for (const [name, value] of Object.entries(filters)) if (value !== '') query.set(name, value);
  if (after) query.set('after', after);
  return api.get(`/api/staff/tickets?${query}`);
}

export function getTicket(api: StaffApi, number: string): Promise<Thread> {
  return api.get(url(number));
}

export interface NewTicket {
  client_id: string;
  department: string;
  subject: string;
  text: string;
  email?: string;
  name?: string;
  language?: string;
  priority?: string;
  conversation_id?: string;
}

export function openTicket(api: StaffApi, ticket: NewTicket): Promise<{ number: string }> {
  return api.send('POST', '/api/staff/tickets', ticket);
}

export interface Answer {
  client_id: string;
  text: string;
  internal: boolean;
  files: string[];
  status?: string;
}

export function answerTicket(api: StaffApi, number: string, answer: Answer): Promise<unknown> {
  return api.send('POST', `${url(number)}/messages`, answer);
}

/** `expect` is what this page shows of the fields: 409 when somebody else changed them. */
export function changeTicket(
  api: StaffApi,
  number: string,
  change: Record<string, unknown>,
  expect: Record<string, unknown>,
): Promise<Thread> {
  return api.send('PATCH', url(number), { ...change, expect });
}

export function mergeTicket(api: StaffApi, number: string, into: string): Promise<Thread> {
  return api.send('POST', `${url(number)}/merge`, { into });
}

export function linkTicket(api: StaffApi, number: string, conversation: string): Promise<Thread> {
  return api.send('POST', `${url(number)}/links`, { conversation_id: conversation });
}

export function unlinkTicket(api: StaffApi, number: string, conversation: string): Promise<Thread> {
  return api.send('DELETE', `${url(number)}/links`, { conversation_id: conversation });
}

export async function uploadTicketFile(
  api: StaffApi,
  number: string,
  file: File,
): Promise<FileData> {
  const query = new URLSearchParams({ name: file.name || 'file' });
  const reply = await api.send<{ file: FileData }>('POST', `${url(number)}/files?${query}`, file);
  return reply.file;
}

export function ticketFileUrl(number: string, id: string): string {
  return `${url(number)}/files/${encodeURIComponent(id)}`;
}

function url(number: string): string {
  return `/api/staff/tickets/${encodeURIComponent(number)}`;
}
