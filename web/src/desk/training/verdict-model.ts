/** A verdict on a candidate as the server gives it, and what the page makes of it. */

/** What a message is to a model, and how surely. */
export interface Change {
  text: string;
  label: string;
  before: string;
  before_confidence: number;
  after: string;
  after_confidence: number;
}

export interface Score {
  messages: number;
  precision: number | null;
  recall: number | null;
  f1: number;
}

export interface Scores {
  messages: number;
  accuracy: number;
  macro_f1: number;
  labels: Record<string, Score>;
}

export interface Bin {
  from: number;
  to: number;
  messages: number;
  confidence: number | null;
  accuracy: number | null;
}

export interface Calibration {
  error: number;
  bins: Bin[];
}

export interface Confusion {
  label: string;
  guess: string;
  messages: number;
}

export interface Comparison {
  messages: number;
  before: Scores;
  after: Scores;
  fixed: Change[];
  broken: Change[];
  p_value: number;
  out_of_scope: { before: number | null; after: number | null };
}

export interface Frozen extends Comparison {
  confusion: Confusion[];
  calibration: { before: Calibration; after: Calibration };
}

export interface TrafficChange {
  id: string;
  text: string;
  label: string | null;
  before: string;
  after: string;
  after_confidence: number;
}

export interface CurvePoint {
  threshold: number;
  cost: number;
  wrong: number;
  needless: number;
}

export interface CrossValidation {
  examples: number;
  accuracy: number;
  macro_f1: number;
}

/** What a rule is about: a message, an example, an intent or a conversation test. */
export type Matter = Readonly<Record<string, string | number | null>>;

export interface Ruling {
  rule: string;
  passed: boolean;
  value: number | null;
  limit: number;
  about: Matter[];
  more: number;
}

export interface Verdict {
  model: string;
  baseline: string | null;
  seconds: number;
  frozen: Frozen;
  traffic: {
    messages: number;
    different: number;
    differences: TrafficChange[];
    labelled: Comparison | null;
  };
  cross_validation: { before: CrossValidation | null; after: CrossValidation };
  scope: { threshold: number; curve: CurvePoint[] };
  gate: { passed: boolean; rules: Ruling[] };
}

/** The usual level at which a difference is taken for more than chance. */
const SELDOM = 0.05;

/** What the number of messages fixed and broken says about which model is better. */
export function chanceOf({
  fixed,
  broken,
  p_value,
}: Pick<Comparison, 'fixed' | 'broken' | 'p_value'>): 'same' | 'chance' | 'better' | 'worse' {
  if (fixed.length + broken.length === 0) return 'same';
  if (p_value >= SELDOM) return 'chance';
  return fixed.length > broken.length ? 'better' : 'worse';
}

export type Kind = 'fixed' | 'broken';
export type Difference = Change & { kind: Kind };

/** Every message that one of the two got right: what breaks first, for it is looked at first. */
export function differencesOf({ fixed, broken }: Pick<Comparison, Kind>): Difference[] {
  return [
    ...broken.map((one): Difference => ({ ...one, kind: 'broken' })),
    ...fixed.map((one): Difference => ({ ...one, kind: 'fixed' })),
  ];
}

/** Those of a kind (or all) whose message or whose intents have every word. */
export function matching<Row extends { text: string; label: string | null; after: string }>(
  rows: readonly Row[],
  words: string,
): Row[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return [...rows];
  return rows.filter((row) => {
    const { before } = row as Row & { before?: string };
    const intents = [row.label, before, row.after].join(' ');
    const whole = `${row.text} ${intents} ${intents.replaceAll('_', ' ')}`.toLowerCase();
    return wanted.every((word) => whole.includes(word));
  });
}

export interface IntentScore {
  intent: string;
  messages: number;
  before: number;
  after: number;
  /** Of the F1, from -1 to 1. */
  change: number;
}

export type IntentOrder = keyof IntentScore;

/** Every intent that a frozen message is about. */
export function intentScores({
  before,
  after,
}: Pick<Comparison, 'before' | 'after'>): IntentScore[] {
  return Object.entries(before.labels)
    .filter(([, { messages }]) => messages > 0)
    .map(([intent, { messages, f1 }]) => {
      const now = after.labels[intent]?.f1 ?? 0;
      return { intent, messages, before: f1, after: now, change: now - f1 };
    });
}

/** Sorted by a column; equal ones by their name. */
export function ordered(
  scores: readonly IntentScore[],
  by: IntentOrder,
  descending: boolean,
): IntentScore[] {
  const sign = descending ? -1 : 1;
  return [...scores].sort((a, b) => {
    const [one, other] = [a[by], b[by]];
    const found =
      typeof one === 'string' || typeof other === 'string'
        ? String(one).localeCompare(String(other))
        : one - other;
    return sign * found || a.intent.localeCompare(b.intent);
  });
}

/** Those whose F1 changed so that a bar shows it: what lost most first. */
export function changedScores(scores: readonly IntentScore[], most: number): IntentScore[] {
  const changed = scores.filter(({ change }) => Math.abs(change) >= 0.0005);
  const largest = [...changed]
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
    .slice(0, most);
  return ordered(largest, 'change', false);
}

/** What was taken for something else, the most frequent first. */
export function mistakesOf(confusion: readonly Confusion[]): Confusion[] {
  return confusion
    .filter(({ label, guess }) => label !== guess)
    .sort((a, b) => b.messages - a.messages || a.label.localeCompare(b.label));
}

export interface Matrix {
  labels: string[];
  guesses: string[];
  /** Messages by label and guess. */
  at(label: string, guess: string): number;
  /** The most in one cell off the diagonal. */
  highest: number;
}

/** Labels by guesses: only those with a mistake, or all. */
export function matrixOf(confusion: readonly Confusion[], all: boolean): Matrix {
  const shown = all ? confusion : mistakesOf(confusion);
  const counts = new Map(confusion.map((one) => [`${one.label} ${one.guess}`, one.messages]));
  const names = (pick: (one: Confusion) => string): string[] =>
    [...new Set(shown.map(pick))].sort((a, b) => a.localeCompare(b));
  return {
    labels: names(({ label }) => label),
    guesses: names(({ guess }) => guess),
    at: (label, guess) => counts.get(`${label} ${guess}`) ?? 0,
    highest: Math.max(0, ...mistakesOf(confusion).map(({ messages }) => messages)),
  };
}

/** The points of a reliability diagram: how sure, and how often right. */
export function reliability({ bins }: Calibration): { x: number; y: number }[] {
  return bins.flatMap(({ confidence, accuracy }) =>
    confidence === null || accuracy === null ? [] : [{ x: confidence, y: accuracy }],
  );
}

/** The point of a cost curve at the threshold that was chosen. */
export function chosenPoint({ threshold, curve }: Verdict['scope']): CurvePoint | null {
  return curve.find((point) => Math.abs(point.threshold - threshold) < 0.005) ?? null;
}
