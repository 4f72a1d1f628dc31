/** Trainings as the server tells of them, and what the page makes of it. Nothing here draws. */
import type { Verdict } from './verdict-model';

export type Status = 'running' | 'done' | 'failed' | 'cancelled';

/** What a training said at `s` seconds after its start. */
export interface Step {
  step: string;
  told: string;
  s: number;
}

interface Facts {
  id: string;
  status: Status;
  started_at: string;
  started_by: { id: string | null; name: string };
  quick: boolean;
  ended_at: string | null;
  error: string | null;
  steps: Step[];
}

export interface TrainingRow extends Facts {
  model: string | null;
  passed: boolean | null;
}

export interface Training extends Facts {
  result: Verdict | null;
}

/** Every training goes through these; one that the page does not know stands where it came. */
const STAGES = ['reading', 'training', 'measuring', 'comparing'];
const END = 'done';

export interface Stage {
  step: string;
  /** `stopped` is where a training was when it failed or was cancelled. */
  state: 'done' | 'now' | 'later' | 'stopped';
  /** How long it took, or has taken up to the last word; null before it begins. */
  seconds: number | null;
  /** The last thing it said. */
  told: string;
}

/** How far a training is. */
export function stagesOf({ steps, status }: Pick<Facts, 'steps' | 'status'>): Stage[] {
  const said = steps.filter(({ step }) => step !== END);
  const names = [...new Set(said.map(({ step }) => step))];
  const last = names.at(-1);
  const stages = names.map((step): Stage => {
    const lines = said.filter((line) => line.step === step);
    const from = lines[0]?.s ?? 0;
    const after = steps.slice(steps.lastIndexOf(lines.at(-1) as Step) + 1)[0]?.s;
    const ended = step !== last || after !== undefined;
    return {
      step,
      state: ended || status === 'done' ? 'done' : status === 'running' ? 'now' : 'stopped',
      seconds: (after ?? lines.at(-1)?.s ?? from) - from,
      told: lines.findLast(({ told }) => told !== '')?.told ?? '',
    };
  });
  if (status !== 'running') return stages;
  const later = STAGES.filter((step) => !names.includes(step) && isAfter(step, names));
  // Between the start and its first word it is reading already.
  return [...stages, ...later.map(waiting)].map((stage, index) =>
    names.length === 0 && index === 0 ? { ...stage, state: 'now' } : stage,
  );
}

/** Whether a step is still to come, once these have begun. */
function isAfter(step: string, begun: readonly string[]): boolean {
  const furthest = Math.max(-1, ...begun.map((name) => STAGES.indexOf(name)));
  return STAGES.indexOf(step) > furthest;
}

function waiting(step: string): Stage {
  return { step, state: 'later', seconds: null, told: '' };
}

/** How long such a training takes: the median of those that came to their end; null without any. */
export function usualSeconds(rows: readonly TrainingRow[], quick: boolean): number | null {
  const lengths = rows
    .filter((row) => row.status === 'done' && row.quick === quick && row.ended_at !== null)
    .map(({ started_at, ended_at }) => secondsBetween(started_at, ended_at ?? started_at))
    .sort((a, b) => a - b);
  return lengths[Math.floor((lengths.length - 1) / 2)] ?? null;
}

export function secondsBetween(from: string, to: string): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
}

export type Standing = 'running' | 'passed' | 'refused' | 'failed' | 'cancelled';

/** What came of a training, in a word. */
export function standingOf({ status, passed }: Pick<TrainingRow, 'status' | 'passed'>): Standing {
  if (status !== 'done') return status;
  return passed ? 'passed' : 'refused';
}

export type Advice = 'data' | 'disk' | 'killed' | 'other';

/** What to do about a training that failed, by what it said. */
export function adviceOf(error: string): Advice {
  if (/was killed/.test(error)) return 'killed';
  if (/disk is full|can't be written|no space/i.test(error)) return 'disk';
  return /\b[\w./-]+\.(yml|yaml|tsv)\b/.test(error) ? 'data' : 'other';
}

/** The newest state of one training among the others. */
export function withTraining(rows: readonly TrainingRow[], one: Training): TrainingRow[] {
  const { result, ...facts } = one;
  const row = { ...facts, model: result?.model ?? null, passed: result?.gate.passed ?? null };
  const known = rows.some(({ id }) => id === one.id);
  return known ? rows.map((old) => (old.id === one.id ? row : old)) : [row, ...rows];
}
