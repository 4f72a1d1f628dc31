import type { Why, Word } from './why-api';

/** What the page makes of the reasons. Nothing here draws. */

/** A piece of the message: a word that was left out once, or what stands between. */
export interface Piece {
  text: string;
  word: Word | null;
}

/** The message in pieces. Places count code points: an emoji is one. */
export function piecesOf({ text, words }: Pick<Why, 'text' | 'words'>): Piece[] {
  const points = Array.from(text);
  const pieces: Piece[] = [];
  let at = 0;
  const upTo = (end: number, word: Word | null): void => {
    if (end > at) pieces.push({ text: points.slice(at, end).join(''), word });
    at = Math.max(at, end);
  };
  for (const word of words) {
    upTo(word.start, null);
    upTo(word.end, word);
  }
  upTo(points.length, null);
  return pieces;
}

const STEPS = [0.01, 0.05, 0.2, 0.5];

/** How much a word counted, from 0 (nothing to speak of) to 4; against the guess below 0. */
export function strength({ effect }: Pick<Word, 'effect'>): number {
  const steps = STEPS.filter((least) => Math.abs(effect) >= least).length;
  return effect < 0 ? -steps || 0 : steps;
}

/** Hundredths of the ranking with a sign: "+42", "−3", "0". */
export function points(effect: number): string {
  const whole = Math.round(effect * 100);
  if (whole === 0) return '0';
  return whole > 0 ? `+${whole}` : `−${-whole}`;
}

/** The best guess, also where it is not trusted. */
export function bestOf({ intent, refused }: Pick<Why, 'intent' | 'refused'>): string {
  return refused?.instead_of ?? intent.name;
}

/** The words without which something else would be answered, the strongest first. */
export function decisive({ words, intent }: Pick<Why, 'words' | 'intent'>): Word[] {
  return byStrength(words.filter(({ without }) => without !== intent.name));
}

export function byStrength(words: readonly Word[]): Word[] {
  return [...words].sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect));
}

/** Where a value lies on a bar, in per cent of its length. */
export function along(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 1000) / 10;
}
