import type { Finding, IntentExamples } from './data-api';

/** Kinds of findings in the order in which they are told; what is unknown comes last. */
const KINDS = [
  'contradiction',
  'duplicate',
  'leak',
  'doubtful_label',
  'close_intents',
  'near_contradiction',
  'near_duplicate',
  'thin',
];

export interface Group {
  kind: string;
  error: boolean;
  findings: Finding[];
}

/** Findings by kind: errors first, then in the order in which they help. */
export function grouped(findings: readonly Finding[]): Group[] {
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    const { kind, error } = finding;
    const group = groups.get(kind) ?? { kind, error, findings: [] };
    group.findings.push(finding);
    groups.set(kind, group);
  }
  const rank = ({ kind, error }: Group): number => {
    const place = KINDS.indexOf(kind);
    return (error ? 0 : 100) + (place < 0 ? KINDS.length : place);
  };
  return [...groups.values()].sort((one, other) => rank(one) - rank(other));
}

/** The languages in which there are examples, the one with most of them first. */
export function languagesOf(intents: readonly IntentExamples[]): string[] {
  const counts = new Map<string, number>();
  for (const { examples } of intents) {
    for (const [language, count] of Object.entries(examples)) {
      counts.set(language, (counts.get(language) ?? 0) + count);
    }
  }
  return [...counts].sort((one, other) => other[1] - one[1]).map(([language]) => language);
}

export function examplesIn(intents: readonly IntentExamples[]): number {
  return intents.reduce(
    (all, { examples }) => all + Object.values(examples).reduce((sum, count) => sum + count, 0),
    0,
  );
}

export type LineKind = 'file' | 'place' | 'added' | 'removed' | 'same';

/** A patch as it is read: each line with what it is. */
export function patchLines(patch: string): { kind: LineKind; text: string }[] {
  return patch
    .replace(/\n$/, '')
    .split('\n')
    .filter((text) => !/^(index |--- |\+\+\+ |new file mode )/.test(text))
    .map((text) => ({ kind: lineKind(text), text }));
}

function lineKind(text: string): LineKind {
  if (text.startsWith('diff ')) return 'file';
  if (text.startsWith('@@')) return 'place';
  if (text.startsWith('+')) return 'added';
  if (text.startsWith('-')) return 'removed';
  return 'same';
}
