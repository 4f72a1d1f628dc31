/** The models as the server lists them, and what may be done with one. Nothing here draws. */

/** What was done with a model. */
export interface HistoryLine {
  what: string;
  by: string | null;
  at: string;
  instead_of: string | null;
  reason: string | null;
}

export interface Card {
  created: string;
  examples: number;
  seconds: number;
  figures: Readonly<Record<string, unknown>>;
  encoder: string;
  rasa: string;
  commit: string | null;
  by: string | null;
  history: HistoryLine[];
}

export interface ModelRow {
  model: string;
  current: boolean;
  bytes: number;
  card: Card | null;
  problem: 'archive' | 'card' | null;
  verdict: { training: string; passed: boolean; baseline: string | null; failed: string[] } | null;
}

/** What a running system says; empty where none runs. */
export interface System {
  served?: string | null;
  starting?: string | null;
  refused?: { model: string; error: string; at: string } | null;
}

export interface Models {
  models: ModelRow[];
  /** Which is to be served. */
  current: string | null;
  /** Which going back leads to. */
  former: string | null;
  system: System;
}

/** Why a model may not be promoted; `name` is a model's, `rules` are the gate's. */
export type Hurdle =
  | { kind: 'served' }
  | { kind: 'broken' }
  | { kind: 'unseen' }
  | { kind: 'baseline'; name: string }
  | { kind: 'gate'; rules: string[] };

/** The server decides; this says the same beforehand. Null where nothing is in the way. */
export function hurdleOf(row: ModelRow, current: string | null): Hurdle | null {
  if (row.model === current) return { kind: 'served' };
  if (row.problem === 'archive') return { kind: 'broken' };
  if (current === null) return null;
  if (!row.verdict) return { kind: 'unseen' };
  const { baseline, failed } = row.verdict;
  if (baseline !== current) return { kind: 'baseline', name: baseline ?? '–' };
  return failed.length > 0 ? { kind: 'gate', rules: failed } : null;
}

/** Whether an administrator may set a hurdle aside with a reason. */
export function canOverrule(hurdle: Hurdle | null): boolean {
  return hurdle !== null && hurdle.kind !== 'served' && hurdle.kind !== 'broken';
}

export type ServingState = 'served' | 'starting' | 'refused' | 'next' | null;

/**
 * What a running system does with a model: `next` is the one that it will change to, or that is
 * served from the next start on where no system runs.
 */
export function servingState(row: ModelRow, { current, system }: Models): ServingState {
  if (system.starting === row.model) return 'starting';
  if (system.served === row.model) return 'served';
  if (system.refused?.model === row.model) return 'refused';
  return row.model === current ? 'next' : null;
}

/** Whether a change-over is under way, which takes seconds: worth asking more often. */
export function isChanging({ current, system }: Models): boolean {
  if (system.starting) return true;
  return Boolean(system.served) && system.served !== current;
}

/** A share among a card's figures; null where it has none of that name. */
export function figureOf(card: Card | null, name: string): number | null {
  const value = card?.figures[name];
  return typeof value === 'number' ? value : null;
}
