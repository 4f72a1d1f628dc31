import type { StaffApi } from './api';
import type { Presence, Staff } from './model';

/** The calls about people, one's own account and what was done. Each throws as StaffApi's do. */

export const ROLES = ['agent', 'trainer', 'administrator'] as const;
export type Role = (typeof ROLES)[number];
export const MOST_AT_ONCE = 50;

/** Somebody who works or worked here, as administrators see them. */
export interface Person extends Staff {
  languages: string[];
  /** How many conversations at once the system gives. */
  capacity: number;
  /** How many conversations they have now. */
  load?: number;
  active: boolean;
}

/** What the policy calls a level, in the page's language. */
export interface Level {
  level: number;
  title: string;
}

/** Whom a conversation or a ticket can be passed on to. */
export interface Colleague {
  id: string;
  name: string;
  departments: string[];
  level: number;
  languages: string[];
  presence: Presence;
  load: number;
  capacity: number;
}

/** Shown this once. */
export interface Credentials {
  email: string;
  password: string;
  token: string;
}

export type PersonValues = Pick<
  Person,
  'name' | 'departments' | 'level' | 'role' | 'languages' | 'capacity'
>;

interface Shown {
  person: Person;
  credentials: Credentials;
}

export interface Session {
  since: string;
  until: string;
  current: boolean;
}

/** Something that somebody did; `staff` is null for the command line and for strangers. */
export interface Entry {
  id: number;
  at: string;
  staff: { id: string; name: string | null; email: string | null } | null;
  action: string;
  subject: string;
  data: Record<string, unknown> | null;
}

export interface AuditFilter {
  staff: string;
  action: string;
  subject: string;
  from: string;
  to: string;
}

export function people(
  api: StaffApi,
  language: string,
): Promise<{ people: Person[]; levels: Level[] }> {
  return api.get(`/api/staff/people?${new URLSearchParams({ language })}`);
}

export function colleagues(
  api: StaffApi,
  language: string,
): Promise<{ colleagues: Colleague[]; levels: Level[] }> {
  return api.get(`/api/staff/colleagues?${new URLSearchParams({ language })}`);
}

export function addPerson(api: StaffApi, email: string, values: PersonValues): Promise<Shown> {
  return api.send('POST', '/api/staff/people', { email, ...values });
}

export function changePerson(
  api: StaffApi,
  id: string,
  values: Partial<PersonValues> & { active?: boolean },
): Promise<{ person: Person }> {
  return api.send('PATCH', personUrl(id), values);
}

export function resetPerson(api: StaffApi, id: string): Promise<Shown> {
  return api.send('POST', `${personUrl(id)}/reset`, {});
}

export function changePassword(
  api: StaffApi,
  current: string,
  next: string,
): Promise<{ sessions_ended: number }> {
  return api.send('PUT', '/api/staff/me/password', { current, new: next });
}

export async function sessions(api: StaffApi): Promise<Session[]> {
  return (await api.get<{ sessions: Session[] }>('/api/staff/me/sessions')).sessions;
}

export function endOtherSessions(api: StaffApi): Promise<{ sessions_ended: number }> {
  return api.send('DELETE', '/api/staff/me/sessions', {});
}

export function audit(
  api: StaffApi,
  filter: AuditFilter,
  before: number | null,
): Promise<{ entries: Entry[]; next: number | null }> {
  const query = auditQuery(filter);
  if (before !== null) query.set('before', String(before));
  return api.get(`/api/staff/audit?${query}`);
}

/** Where the table of everything that fits the filter is fetched. */
export function auditDownload(filter: AuditFilter): string {
  return `/api/staff/audit.csv?${auditQuery(filter)}`;
}

function auditQuery(filter: AuditFilter): URLSearchParams {
  return new URLSearchParams(Object.entries(filter).filter(([, value]) => value.trim() !== ''));
}

function personUrl(id: string): string {
  return `/api/staff/people/${encodeURIComponent(id)}`;
}
