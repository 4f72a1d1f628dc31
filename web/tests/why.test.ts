import { describe, expect, it } from 'vitest';
import type { Word } from '../src/desk/training/why-api';
import {
  along,
  bestOf,
  byStrength,
  decisive,
  piecesOf,
  points,
  strength,
} from '../src/desk/training/why-model';

const word = (text: string, start: number, effect: number, without = 'invoice'): Word => ({
  word: text,
  start,
  end: start + Array.from(text).length,
  effect,
  without,
});

describe('why a message is understood so', () => {
  it('marks words by code points, whatever stands between', () => {
    const text = '😀 hóa đơn, pls';
    const words = [word('😀', 0, 0), word('hóa', 2, 0.5), word('đơn', 6, 0.3), word('pls', 11, 0)];
    expect(piecesOf({ text, words }).map((piece) => [piece.text, piece.word?.word])).toEqual([
      ['😀', '😀'],
      [' ', undefined],
      ['hóa', 'hóa'],
      [' ', undefined],
      ['đơn', 'đơn'],
      [', ', undefined],
      ['pls', 'pls'],
    ]);
    expect(piecesOf({ text: 'x\n y', words: [] })).toEqual([{ text: 'x\n y', word: null }]);
    expect(piecesOf({ text: '', words: [] })).toEqual([]);
  });

  it.each([
    [0, 0],
    [0.009, 0],
    [-0.009, 0],
    [0.01, 1],
    [0.06, 2],
    [0.2, 3],
    [0.9, 4],
    [-0.3, -3],
  ])('an effect of %d has the strength %d', (effect, steps) => {
    expect(strength({ effect })).toBe(steps);
  });

  it.each([
    [0.424, '+42'],
    [-0.03, '−3'],
    [0.004, '0'],
    [-0.004, '0'],
  ])('an effect of %d is told as %s', (effect, told) => {
    expect(points(effect)).toBe(told);
  });

  it('tells apart what is answered and what was guessed', () => {
    const intent = { name: 'unsure', confidence: 0.2 };
    expect(bestOf({ intent, refused: null })).toBe('unsure');
    expect(bestOf({ intent, refused: { as: 'unsure', instead_of: 'vat' } })).toBe('vat');
  });

  it('names the words that decide, the strongest first', () => {
    const words = [
      word('where', 0, 0.1, 'hours'),
      word('is', 6, -0.6),
      word('invoice', 9, 0.7, 'hours'),
    ];
    const intent = { name: 'invoice', confidence: 0.9 };
    expect(decisive({ words, intent }).map((one) => one.word)).toEqual(['invoice', 'where']);
    expect(byStrength(words).map((one) => one.word)).toEqual(['invoice', 'is', 'where']);
  });

  it('keeps bars within their length', () => {
    expect([-0.2, 0, 0.4567, 1, 3].map(along)).toEqual([0, 0, 45.7, 100, 100]);
  });
});
