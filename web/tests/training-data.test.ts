import { describe, expect, it } from 'vitest';
import type { IntentExamples } from '../src/desk/training/data-api';
import { examplesIn, grouped, languagesOf, patchLines } from '../src/desk/training/data-model';

const finding = (kind: string, error = false) => ({ kind, error, told: kind, places: ['a.yml:1'] });

describe('what the checks found', () => {
  it('is told by kind, errors first', () => {
    const groups = grouped([
      finding('thin'),
      finding('doubtful_label'),
      finding('something_new'),
      finding('leak', true),
      finding('thin'),
      finding('duplicate', true),
    ]);
    expect(groups.map(({ kind, findings }) => [kind, findings.length])).toEqual([
      ['duplicate', 1],
      ['leak', 1],
      ['doubtful_label', 1],
      ['thin', 2],
      ['something_new', 1],
    ]);
  });
});

describe('examples by intent', () => {
  const intents: IntentExamples[] = [
    { name: 'vat', examples: { vi: 2, en: 3 } },
    { name: 'trial', examples: { en: 1, fr: 1 } },
    { name: 'empty', examples: {} },
  ];

  it('are counted', () => {
    expect(examplesIn(intents)).toBe(7);
    expect(examplesIn([])).toBe(0);
  });

  it('name their languages, the largest first', () => {
    expect(languagesOf(intents)).toEqual(['en', 'vi', 'fr']);
  });
});

describe('a patch', () => {
  it('is read line by line, without what only programs need', () => {
    const patch = [
      'diff --git a/data/nlu/a.yml b/data/nlu/a.yml',
      'index 1..2 100644',
      '--- a/data/nlu/a.yml',
      '+++ b/data/nlu/a.yml',
      '@@ -1,2 +1,3 @@ nlu:',
      '     - one',
      '+    - two',
      '-    - three',
      '',
    ].join('\n');
    expect(patchLines(patch).map(({ kind }) => kind)).toEqual([
      'file',
      'place',
      'same',
      'added',
      'removed',
    ]);
  });
});
