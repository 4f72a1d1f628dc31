import { describe, expect, it } from 'vitest';
import {
  changedScores,
  chanceOf,
  chosenPoint,
  differencesOf,
  intentScores,
  matching,
  matrixOf,
  mistakesOf,
  ordered,
  reliability,
  type Change,
  type Confusion,
  type IntentScore,
  type Scores,
} from '../src/desk/training/verdict-model';

const change = (text: string, more: Partial<Change> = {}): Change => ({
  text,
  label: 'invoice',
  before: 'unsure',
  before_confidence: 0.3,
  after: 'invoice',
  after_confidence: 0.9,
  ...more,
});

describe('what a difference says', () => {
  const some = [change('a'), change('b')];
  it.each([
    ['same', [], [], 1],
    ['chance', some, [change('c')], 1],
    ['chance', some, [], 0.05],
    ['better', some, [], 0.049],
    ['worse', [], some, 0.01],
  ] as const)('%s', (word, fixed, broken, p_value) => {
    expect(chanceOf({ fixed: [...fixed], broken: [...broken], p_value })).toBe(word);
  });
});

describe('differences', () => {
  const rows = differencesOf({
    fixed: [change('where is my BILL')],
    broken: [change('refund please', { label: 'refund', before: 'refund', after: 'open_ticket' })],
  });

  it('begin with what breaks', () => {
    expect(rows.map(({ kind }) => kind)).toEqual(['broken', 'fixed']);
  });

  it.each([
    ['', 2],
    ['bill', 1],
    ['open ticket', 1],
    ['open_ticket refund', 1],
    ['unsure', 1],
    ['bill refund', 0],
  ])('with the words "%s" are %i', (words, found) => {
    expect(matching(rows, words)).toHaveLength(found);
  });
});

const label = (messages: number, f1: number) => ({ messages, precision: f1, recall: f1, f1 });
const scores = (labels: Scores['labels']): Scores => ({
  messages: 10,
  accuracy: 0.9,
  macro_f1: 0.9,
  labels,
});

describe('the F1 of intents', () => {
  const rows = intentScores({
    before: scores({ refund: label(4, 0.5), invoice: label(6, 0.9), unsure: label(0, 0) }),
    after: scores({ refund: label(4, 0.75), invoice: label(6, 0.8) }),
  });

  it('are those of intents that a message is about', () => {
    expect(rows.map(({ intent }) => intent)).toEqual(['refund', 'invoice']);
    expect(rows[0]).toMatchObject({ messages: 4, before: 0.5, after: 0.75, change: 0.25 });
  });

  it('can be sorted by every column, equal ones by name', () => {
    const names = (by: keyof IntentScore, descending = false): string[] =>
      ordered(rows, by, descending).map(({ intent }) => intent);
    expect(names('intent')).toEqual(['invoice', 'refund']);
    expect(names('change')).toEqual(['invoice', 'refund']);
    expect(names('messages')).toEqual(['refund', 'invoice']);
    expect(names('messages', true)).toEqual(['invoice', 'refund']);
    const equal = [
      { ...rows[0], intent: 'b' },
      { ...rows[0], intent: 'a' },
    ] as IntentScore[];
    expect(ordered(equal, 'after', true).map(({ intent }) => intent)).toEqual(['a', 'b']);
  });

  it('are drawn where they changed most, losses first', () => {
    const many: IntentScore[] = [0.01, -0.2, 0, 0.3, 0.0001].map((change, index) => ({
      intent: `i${index}`,
      messages: 9,
      before: 0.5,
      after: 0.5 + change,
      change,
    }));
    expect(changedScores(many, 9).map(({ intent }) => intent)).toEqual(['i1', 'i0', 'i3']);
    expect(changedScores(many, 2).map(({ intent }) => intent)).toEqual(['i1', 'i3']);
  });
});

describe('confusions', () => {
  const all: Confusion[] = [
    { label: 'invoice', guess: 'invoice', messages: 40 },
    { label: 'invoice', guess: 'refund', messages: 2 },
    { label: 'refund', guess: 'invoice', messages: 5 },
    { label: 'refund', guess: 'unsure', messages: 1 },
    { label: 'hours', guess: 'hours', messages: 7 },
  ];

  it('are listed by how many', () => {
    expect(mistakesOf(all).map(({ messages }) => messages)).toEqual([5, 2, 1]);
  });

  it('stand in a matrix of what is ever mistaken, or of everything', () => {
    const matrix = matrixOf(all, false);
    expect(matrix.labels).toEqual(['invoice', 'refund']);
    expect(matrix.guesses).toEqual(['invoice', 'refund', 'unsure']);
    expect(matrix.at('invoice', 'invoice')).toBe(40);
    expect(matrix.at('invoice', 'unsure')).toBe(0);
    // The right ones would drown every mistake.
    expect(matrix.highest).toBe(5);
    expect(matrixOf(all, true).labels).toEqual(['hours', 'invoice', 'refund']);
  });

  it('may be none', () => {
    const matrix = matrixOf([{ label: 'a', guess: 'a', messages: 3 }], false);
    expect([matrix.labels, matrix.highest]).toEqual([[], 0]);
  });
});

describe('how sure a model is', () => {
  it('has a point for each bin with messages', () => {
    const bin = { from: 0, to: 0.1, messages: 0, confidence: null, accuracy: null };
    const full = { from: 0.8, to: 0.9, messages: 4, confidence: 0.85, accuracy: 0.75 };
    expect(reliability({ error: 0.1, bins: [bin, full] })).toEqual([{ x: 0.85, y: 0.75 }]);
  });

  it('has one threshold on its cost curve', () => {
    const point = (threshold: number) => ({ threshold, cost: 1, wrong: 0.5, needless: 0.5 });
    const curve = [point(0.28), point(0.29), point(0.3)];
    expect(chosenPoint({ threshold: 0.29, curve })).toBe(curve[1]);
    expect(chosenPoint({ threshold: 0.9, curve })).toBeNull();
    expect(chosenPoint({ threshold: 0.4, curve: [] })).toBeNull();
  });
});
