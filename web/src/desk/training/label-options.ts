import { plain } from '../reply-options';
import type { Guess, Intent, Message } from './inbox-api';
import { UNSURE } from './inbox-api';

/** One line of the chooser. */
export interface LabelOption {
  intent: string;
  /** 1 to 9: the key that chooses it. */
  digit: number | null;
  confidence: number | null;
}

export interface OptionGroup {
  /** `ranking`, `candidate`, `recent`, or a category. */
  name: string;
  options: LabelOption[];
}

const MOST_RECENT = 5;
const DIGITS = 9;

/** What the model took the message for, best first, as far as it can be a label. */
export function rankingOf({ ranking }: Pick<Message, 'ranking'>): Guess[] {
  return ranking.filter(({ intent }) => intent !== UNSURE).slice(0, DIGITS);
}

/**
 * What can be chosen for a message, without repeating anything: the model's ranking, what the
 * candidate says instead, what was used last, then everything by category.
 */
export function optionGroups(
  intents: readonly Intent[],
  message: Pick<Message, 'ranking' | 'other_intent'> | null,
  recent: readonly string[],
): OptionGroup[] {
  const known = new Set(intents.map(({ name }) => name));
  const seen = new Set<string>();
  const fresh = (name: string): boolean => known.has(name) && !seen.has(name) && !!seen.add(name);
  const bare = (intent: string): LabelOption => ({ intent, digit: null, confidence: null });
  const ranking = (message ? rankingOf(message) : [])
    .map(({ intent, confidence }, at) => ({ intent, digit: at + 1, confidence }))
    .filter(({ intent }) => fresh(intent));
  const other = message?.other_intent;
  const candidate = other && fresh(other) ? [bare(other)] : [];
  const groups: OptionGroup[] = [
    { name: 'ranking', options: ranking },
    { name: 'candidate', options: candidate },
    { name: 'recent', options: recent.filter(fresh).map(bare) },
  ];
  for (const { name, category } of intents) {
    if (!fresh(name)) continue;
    const group = groups.find((one) => one.name === category);
    if (group) group.options.push(bare(name));
    else groups.push({ name: category, options: [bare(name)] });
  }
  return groups.filter(({ options }) => options.length > 0);
}

/**
 * The groups with what fits a few typed letters, the best first within its group. With letters,
 * a group whose own title fits keeps all it has.
 */
export function narrowed(
  groups: readonly OptionGroup[],
  query: string,
  titleOf: (intent: string) => string,
  groupTitleOf: (name: string) => string,
): OptionGroup[] {
  const wanted = plain(query).trim().replaceAll('_', ' ');
  if (wanted === '') return [...groups];
  const rank = ({ intent }: LabelOption): number => {
    const names = [plain(intent).replaceAll('_', ' '), plain(titleOf(intent))];
    if (names.some((name) => name.startsWith(wanted))) return 0;
    if (names.some((name) => name.split(/[^\p{L}\p{N}]+/u).some((one) => one.startsWith(wanted)))) {
      return 1;
    }
    return names.some((name) => name.includes(wanted)) ? 2 : Infinity;
  };
  const found = groups.map(({ name, options }) => {
    const ranked = options.map((option) => ({ option, order: rank(option) }));
    const whole = plain(groupTitleOf(name)).startsWith(wanted);
    const kept = ranked.filter(({ order }) => order < Infinity || whole);
    kept.sort((a, b) => a.order - b.order);
    const best = Math.min(Infinity, ...ranked.map(({ order }) => order));
    return { name, options: kept.map(({ option }) => option), best };
  });
  return found
    .filter(({ options }) => options.length > 0)
    .sort((a, b) => a.best - b.best)
    .map(({ name, options }) => ({ name, options }));
}

/** The intents that were used last, the newest first. */
export function withRecent(recent: readonly string[], used: string): string[] {
  return [used, ...recent.filter((one) => one !== used)].slice(0, MOST_RECENT);
}

const STORED = 'frontdesk.training.recent';
type Store = Pick<Storage, 'getItem' | 'setItem'> | null;

export function readRecent(store: Store): string[] {
  try {
    const kept: unknown = JSON.parse(store?.getItem(STORED) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

export function keepRecent(store: Store, recent: readonly string[]): void {
  try {
    store?.setItem(STORED, JSON.stringify(recent));
  } catch {
    // They are remembered until the page is loaded again.
  }
}
