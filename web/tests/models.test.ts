import { describe, expect, it } from 'vitest';
import {
  canOverrule,
  hurdleOf,
  isChanging,
  servingState,
  type ModelRow,
  type Models,
} from '../src/desk/training/models-model';

function row(more: Partial<ModelRow> = {}): ModelRow {
  return {
    model: 'two',
    current: false,
    bytes: 5,
    card: null,
    problem: null,
    verdict: { training: 't', passed: true, baseline: 'one', failed: [] },
    ...more,
  };
}

const judged = (more: Partial<NonNullable<ModelRow['verdict']>>): ModelRow['verdict'] => ({
  training: 't',
  passed: true,
  baseline: 'one',
  failed: [],
  ...more,
});

describe('what is in the way of a promotion', () => {
  it.each([
    ['nothing', row(), 'one', null],
    ['that it is served', row({ model: 'one' }), 'one', 'served'],
    ['its archive', row({ problem: 'archive' }), 'one', 'broken'],
    ['not its card', row({ problem: 'card' }), 'one', null],
    ['that nobody judged it', row({ verdict: null }), 'one', 'unseen'],
    ['another baseline', row({ verdict: judged({ baseline: 'zero' }) }), 'one', 'baseline'],
    ['the gate', row({ verdict: judged({ passed: false, failed: ['labels'] }) }), 'one', 'gate'],
    ['nothing where none is served', row({ verdict: null }), null, null],
  ] as const)('%s', (_what, model, current, kind) => {
    expect(hurdleOf(model, current)?.kind ?? null).toBe(kind);
  });

  it('can be set aside with a reason where it is a judgement', () => {
    expect(canOverrule(hurdleOf(row({ verdict: null }), 'one'))).toBe(true);
    expect(canOverrule(hurdleOf(row({ problem: 'archive' }), 'one'))).toBe(false);
    expect(canOverrule(hurdleOf(row({ model: 'one' }), 'one'))).toBe(false);
    expect(canOverrule(null)).toBe(false);
  });
});

describe('what a running system does with a model', () => {
  const models = (system: Models['system'], current = 'two'): Models => ({
    models: [],
    current,
    former: null,
    system,
  });

  it.each([
    [{}, 'next', false],
    [{ served: 'two' }, 'served', false],
    [{ served: 'one', starting: 'two' }, 'starting', true],
    // Promoted a moment ago; the system has not looked yet.
    [{ served: 'one', starting: null }, 'next', true],
  ])('%j', (system, state, changing) => {
    expect(servingState(row(), models(system))).toBe(state);
    expect(isChanging(models(system))).toBe(changing);
  });

  it('tells of one that it refused, and goes on with the other', () => {
    const refused = { model: 'two', error: 'no', at: '2026-11-28T07:00:00Z' };
    const after = models({ served: 'one', refused }, 'one');
    expect(servingState(row(), after)).toBe('refused');
    expect(isChanging(after)).toBe(false);
  });
});
