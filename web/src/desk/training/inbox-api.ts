import { HttpError } from '../../core/http';
import type { StaffApi } from '../api';

/** The calls of the trainer's inbox. Each throws HttpError or UnreachableError. */

export const STATUSES = ['new', 'labelled', 'written', 'dismissed'] as const;
export type Status = (typeof STATUSES)[number];
export type Counts = Readonly<Record<Status, number>>;

/** From what says least about the label to what says most. */
export const OUTCOMES = [
  'open',
  'solved',
  'handed_off',
  'rated_badly',
  'rephrased',
  'corrected',
] as const;

/** What is said of a message that teaches nothing. */
export const DISMISSED = 'dismissed';
/** The assistant asked back: no label, because every message is something. */
export const UNSURE = 'unsure';

export interface Guess {
  intent: string;
  /** From 0 to 1. */
  confidence: number;
}

/** A visitor's message as the assistant understood it; details are replaced by stand-ins. */
export interface Message {
  id: string;
  conversation_id: string;
  at: string;
  text: string;
  language: string;
  intent: string;
  confidence: number;
  /** The chance that this was right, also where the assistant asked back. */
  certainty: number;
  ranking: Guess[];
  outcome: string;
  corrected_to: string | null;
  /** What the last candidate makes of it, where that is something else. */
  other_intent: string | null;
  status: Status;
  label: string | null;
  labelled_at: string | null;
  labelled_by: string | null;
  /** Messages that say nearly the same, and how many of them the filters let through. */
  group: { id: string; size: number };
}

export interface Page {
  messages: Message[];
  /** Lines on all pages. */
  total: number;
  /** Where the next page begins. */
  next: string | null;
  /** Messages of the whole inbox. */
  counts: Counts;
}

export interface Intent {
  name: string;
  category: string;
}

export interface Overruled {
  id: string;
  label: string | null;
  by: string | null;
}

export interface LabelReply {
  labelled: string[];
  overruled: Overruled[];
  counts: Counts;
}

export interface Given {
  label: string | null;
  by: string | null;
  at: string;
}

/** A kind of request that visitors make and the assistant does not know. */
export interface Cluster {
  id: string;
  size: number;
  words: string[];
  examples: { id: string; text: string }[];
}

export interface Clusters {
  status: 'none' | 'running' | 'done' | 'failed';
  at: string | null;
  error: string | null;
  clusters: Cluster[];
}

export function listMessages(api: StaffApi, query: URLSearchParams): Promise<Page> {
  return api.get(`/api/trainer/inbox?${query}`);
}

/** @param label an intent, `dismissed`, or null to take a label back */
export function giveLabel(
  api: StaffApi,
  ids: readonly string[],
  label: string | null,
  wholeGroups: boolean,
): Promise<LabelReply> {
  return api.send('POST', '/api/trainer/labels', { ids, label, whole_groups: wholeGroups });
}

/** Every label that a message was given, the first one first. */
export async function historyOf(api: StaffApi, id: string): Promise<Given[]> {
  const url = `/api/trainer/inbox/${encodeURIComponent(id)}`;
  return (await api.get<{ history: Given[] }>(url)).history;
}

/** What a message can be labelled, in the policy's order. */
export async function listIntents(api: StaffApi): Promise<Intent[]> {
  const { intents } = await api.get<{ intents: Intent[] }>('/api/trainer/intents');
  return intents.filter(({ name }) => name !== UNSURE);
}

/** The languages that the assistant speaks. */
export async function listLanguages(api: StaffApi, language: string): Promise<string[]> {
  return (await api.config(language)).languages ?? [];
}

/** Null where the server searches for none. */
export async function listClusters(api: StaffApi): Promise<Clusters | null> {
  try {
    return await api.get('/api/trainer/clusters');
  } catch (error) {
    if (error instanceof HttpError && error.status === 404) return null;
    throw error;
  }
}

export function searchClusters(api: StaffApi): Promise<unknown> {
  return api.send('POST', '/api/trainer/clusters', {});
}
