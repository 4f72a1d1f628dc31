import type { StaffApi } from '../api';

/** Why a message is understood as it is. The calls throw as every call does. */

/** A word that was left out once: `text[start:end]`, in code points. */
export interface Word {
  word: string;
  start: number;
  end: number;
  /** The best guess's share of the ranking with the word minus its share without it, -1 to 1. */
  effect: number;
  /** What would be answered without it. */
  without: string;
}

export interface Score {
  name: string;
  value: number;
  threshold: number;
  passed: boolean;
}

/** A training example; without a place it is no longer in the data. */
export interface Near {
  text: string;
  intent: string;
  /** Cosine, -1 to 1. */
  similarity: number;
  file: string | null;
  line: number | null;
}

export interface Why {
  text: string;
  language: string;
  intent: { name: string; confidence: number };
  ranking: { name: string; confidence: number }[];
  /** What is answered instead of the best guess, which is not trusted. */
  refused: { as: 'unsure' | 'unrelated'; instead_of: string } | null;
  scores: Score[];
  words: Word[];
  nearest: Near[];
  /** Only the first words of a long message were left out. */
  shortened: boolean;
}

/** What is to be explained: a message of the inbox, or any text. */
export type Question = { id: string } | { text: string };

export function askWhy(api: StaffApi, question: Question): Promise<Why> {
  return 'id' in question
    ? api.get(`/api/trainer/inbox/${encodeURIComponent(question.id)}/why`)
    : api.send('POST', '/api/trainer/why', question);
}
