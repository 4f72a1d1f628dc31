/** What the server's reports say, and what the page makes of it. Nothing here draws. */

export type Kind = 'text' | 'day' | 'count' | 'share' | 'seconds' | 'score' | 'number';
export type Cell = string | number | null;
export type ReportRow = Readonly<Record<string, Cell>>;

export interface Span {
  from: string;
  to: string;
}

export interface Report extends Span {
  name: string;
  /** The days that it is compared with. */
  before: Span;
  zone: string;
  departments: string[];
  columns: { name: string; kind: Kind }[];
  rows: ReportRow[];
}

export const PRESETS = [
  'today',
  'yesterday',
  'last_7_days',
  'last_30_days',
  'this_month',
  'last_month',
] as const;
export type Preset = (typeof PRESETS)[number];

/** What is asked about: a period by its name or by its days, and one department or all. */
export interface Question {
  period: Preset | Span;
  department: string;
}

const MOST_DAYS = 366;
const DAY_MS = 86_400_000;

/** What is wrong with two days as a period; null where nothing is. */
export function faultOf({ from, to }: Span): 'missing' | 'order' | 'length' | null {
  const [first, last] = [Date.parse(from), Date.parse(to)];
  if (Number.isNaN(first) || Number.isNaN(last)) return 'missing';
  if (last < first) return 'order';
  return (last - first) / DAY_MS >= MOST_DAYS ? 'length' : null;
}

export function queryOf({ period, department }: Question, language: string): URLSearchParams {
  const query = new URLSearchParams(
    typeof period === 'string' ? { period } : { from: period.from, to: period.to },
  );
  if (department) query.set('department', department);
  query.set('language', language);
  return query;
}

/** How a report is drawn: bars stand or lie, each series is a column. */
export interface Plot {
  shape: 'bars' | 'lying' | 'line' | 'heat';
  /** The column that names a bar. */
  label: string;
  series: readonly string[];
  stacked?: boolean;
  /** How many bars at most; the table has them all. */
  most?: number;
  /** Bars without a label in the report are a sum over the others. */
  unlabelledIsTotal?: boolean;
}

const VOLUME = ['conversations', 'messages'] as const;

/** The reports of the page, in its order. */
export const PLOTS = {
  outcomes: { shape: 'lying', label: 'outcome', series: ['conversations'] },
  days: { shape: 'line', label: 'day', series: VOLUME },
  week: { shape: 'heat', label: 'weekday', series: ['conversations'] },
  hours: { shape: 'bars', label: 'hour', series: VOLUME },
  handoffs: {
    shape: 'lying',
    label: 'department',
    series: [
      'taken',
      'left',
      'released',
      'waiting',
      'refused_closed',
      'refused_nobody',
      'refused_too_late',
    ],
    stacked: true,
  },
  waits: { shape: 'lying', label: 'department', series: ['median_s', 'p90_s', 'longest_s'] },
  people: {
    shape: 'lying',
    label: 'person',
    series: ['taken', 'received'],
    stacked: true,
    most: 20,
  },
  promises: {
    shape: 'lying',
    label: 'department',
    series: ['kept', 'broken', 'open', 'paused'],
    stacked: true,
  },
  tickets: { shape: 'lying', label: 'department', series: ['opened', 'solved', 'answered'] },
  ratings: {
    shape: 'bars',
    label: 'score',
    series: ['assistant', 'with_person'],
    stacked: true,
  },
  scope: {
    shape: 'lying',
    label: 'title',
    series: ['conversations'],
    unlabelledIsTotal: true,
  },
  intents: { shape: 'lying', label: 'intent', series: VOLUME, most: 15 },
  departments: { shape: 'lying', label: 'department', series: VOLUME },
  languages: { shape: 'lying', label: 'language', series: VOLUME },
} as const satisfies Record<string, Plot>;
export type ReportName = keyof typeof PLOTS;

/** The rows that are drawn. */
export function drawn(report: Report, plot: Plot): ReportRow[] {
  const rows = plot.unlabelledIsTotal
    ? report.rows.filter((row) => row[plot.label] !== null)
    : report.rows;
  return rows.slice(0, plot.most ?? rows.length);
}

/** Whether there is nothing to see: every figure that is drawn is empty or zero. */
export function isEmpty(report: Report, plot: Plot): boolean {
  return report.rows.every((row) => plot.series.every((column) => !row[column]));
}

export interface Figure {
  figure: string;
  kind: Kind;
  value: number | null;
  before: number | null;
  better: 'more' | 'less' | null;
}

export interface Change {
  direction: 'up' | 'down' | 'same';
  tone: 'good' | 'bad' | 'plain';
  /** Without a sign: a part of the value before for counts, points for shares, else a difference. */
  amount: number;
}

/** How a figure has changed; null where one of both is missing, or a count began at nothing. */
export function changeOf({ kind, value, before, better }: Figure): Change | null {
  if (value === null || before === null) return null;
  if (kind === 'count' && before === 0 && value !== 0) return null;
  const difference = value - before;
  if (difference === 0) return { direction: 'same', tone: 'plain', amount: 0 };
  const direction = difference > 0 ? 'up' : 'down';
  const wanted = better === 'more' ? 'up' : 'down';
  const tone = better === null ? 'plain' : direction === wanted ? 'good' : 'bad';
  const amount = kind === 'count' ? Math.abs(difference) / before : Math.abs(difference);
  return { direction, tone, amount };
}

/** Steps of colour from 0 (nothing) to `most` (the highest value). */
export function heat(value: number, highest: number, most: number): number {
  if (value <= 0 || highest <= 0) return 0;
  return Math.max(1, Math.ceil((value / highest) * most));
}
