import { describe, expect, it } from 'vitest';
import {
  adviceOf,
  stagesOf,
  standingOf,
  usualSeconds,
  withTraining,
  type Step,
  type Training,
  type TrainingRow,
} from '../src/desk/training/trainings-model';
import { chanceText, intentText, pointsText } from '../src/desk/training/training-texts';
import { Translator } from '../src/core/i18n';
import { training as english } from '../src/locales/training/en';
import { training as vietnamese } from '../src/locales/training/vi';

const steps: Step[] = [
  { step: 'reading', told: '', s: 0 },
  { step: 'training', told: '8361 examples checked', s: 4.5 },
  { step: 'training', told: 'loading Rasa', s: 5 },
];

function row(more: Partial<TrainingRow> = {}): TrainingRow {
  return {
    id: '1',
    status: 'done',
    started_at: '2026-11-28T07:00:00+00:00',
    started_by: { id: 't', name: 'Tam' },
    quick: true,
    ended_at: '2026-11-28T07:01:00+00:00',
    error: null,
    steps: [],
    model: 'm',
    passed: true,
    ...more,
  };
}

function ended(seconds: number, more: Partial<TrainingRow> = {}): TrainingRow {
  const end = new Date(Date.parse('2026-11-28T07:00:00Z') + seconds * 1000);
  return row({ ended_at: end.toISOString(), ...more });
}

describe('the steps of a training', () => {
  it('are to come but for the first before it has said anything', () => {
    const stages = stagesOf({ steps: [], status: 'running' });
    expect(stages.map(({ state }) => state)).toEqual(['now', 'later', 'later', 'later']);
  });

  it('say how far it is, how long each took and what was said last', () => {
    const stages = stagesOf({ steps, status: 'running' });
    expect(stages.map(({ step, state }) => `${step} ${state}`)).toEqual([
      'reading done',
      'training now',
      'measuring later',
      'comparing later',
    ]);
    expect(stages[0]?.seconds).toBe(4.5);
    expect(stages[1]?.told).toBe('loading Rasa');
  });

  it('keep what was said before a line that says nothing', () => {
    const quiet = [...steps, { step: 'training', told: '', s: 9 }];
    expect(stagesOf({ steps: quiet, status: 'running' })[1]?.told).toBe('loading Rasa');
  });

  it('have room for one that the page does not know', () => {
    const stages = stagesOf({ steps: [{ step: 'warming', told: '', s: 0 }], status: 'running' });
    expect(stages.map(({ step }) => step)).toEqual([
      'warming',
      'reading',
      'training',
      'measuring',
      'comparing',
    ]);
    expect(stages[0]?.state).toBe('now');
  });

  it('end with the training: nothing is to come of one that failed or was cancelled', () => {
    for (const status of ['failed', 'cancelled'] as const) {
      const stages = stagesOf({ steps, status });
      expect(stages.map(({ state }) => state)).toEqual(['done', 'stopped']);
    }
    const done = [...steps, { step: 'done', told: '', s: 60 }];
    expect(stagesOf({ steps: done, status: 'done' }).at(-1)).toMatchObject({
      step: 'training',
      seconds: 55.5,
    });
  });
});

describe('the list', () => {
  it('knows how long such a training usually takes', () => {
    const rows = [
      ended(50),
      ended(70),
      ended(900),
      ended(10, { status: 'failed' }),
      ended(300, { quick: false }),
    ];
    expect(usualSeconds(rows, true)).toBe(70);
    expect(usualSeconds(rows, false)).toBe(300);
    expect(usualSeconds([ended(10, { status: 'cancelled' })], true)).toBeNull();
  });

  it.each([
    [row({ status: 'running', passed: null }), 'running'],
    [row(), 'passed'],
    [row({ passed: false }), 'refused'],
    [row({ status: 'failed', passed: null }), 'failed'],
    [row({ status: 'cancelled', passed: null }), 'cancelled'],
  ])('has a word for what came of each', (one, word) => {
    expect(standingOf(one)).toBe(word);
  });

  it('takes the newest state of a training, known or not', () => {
    const started: Training = { ...row({ id: '2', status: 'running' }), result: null };
    const both = withTraining([row()], started);
    expect(both.map(({ id }) => id)).toEqual(['2', '1']);
    const after = withTraining(both, { ...started, status: 'failed', error: 'no' });
    expect(after.map(({ status }) => status)).toEqual(['failed', 'done']);
  });
});

describe('what to do about a training that failed', () => {
  it.each([
    ["data/nlu/vat.yml:3: an example starts with '- '", 'data'],
    ['policy.yml:12: departments: expected a name', 'data'],
    ['The training could not go on: the disk is full.', 'disk'],
    ['The training ended without a result: it was killed, or the disk is full.', 'killed'],
    ['The training broke (KeyError: 1); see its log.', 'other'],
  ])('%s', (error, advice) => {
    expect(adviceOf(error)).toBe(advice);
  });
});

describe('figures in words', () => {
  const en = new Translator(english, 'en');
  const vi = new Translator(vietnamese, 'vi');

  it('have signs and the decimal comma of the language', () => {
    expect(pointsText(en, 0.0249)).toBe('+2.5');
    expect(pointsText(vi, -0.0831)).toBe('−8,3');
    expect(pointsText(en, -0.0001)).toBe('0');
  });

  it('never call a chance nought', () => {
    expect(chanceText(en, 0.0371)).toBe('p = 0.037');
    expect(chanceText(vi, 1)).toBe('p = 1,00');
    expect(chanceText(en, 1e-9)).toBe('p < 0.001');
  });

  it('name intents without underscores, and what is none', () => {
    expect(intentText(en, 'open_ticket')).toBe('open ticket');
    expect(intentText(en, 'unsure')).toBe('asks back');
  });

  it('are there in both languages', () => {
    expect(Object.keys(vietnamese).sort()).toEqual(Object.keys(english).sort());
    for (const [key, text] of Object.entries(english)) {
      const names = (one: string): string[] => (one.match(/\{\w+\}/g) ?? []).sort();
      const theirs = vietnamese[key as keyof typeof english];
      expect(new Set(names(theirs)), key).toEqual(new Set(names(text)));
    }
  });
});
