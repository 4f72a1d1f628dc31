import type { Translator } from '../../core/i18n';
import type { DeskKey } from '../../locales/desk/en';
import type { Desk } from '../desk';
import type { Cell, Kind, Span } from './model';

type Words = Translator<DeskKey>;

function locale(language: string): string {
  return language === 'en' ? 'en-GB' : language;
}

export function count(value: number, language: string): string {
  return new Intl.NumberFormat(locale(language), { maximumFractionDigits: 2 }).format(value);
}

export function percent(value: number, language: string): string {
  const format = { style: 'percent', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale(language), format).format(value);
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** A span by its two largest units: "2 hr 5 min", "4 min 10 sec". */
export function span(seconds: number, language: string): string {
  const first = UNITS.findIndex(([, size]) => seconds >= size);
  const from = first < 0 ? UNITS.length - 1 : first;
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [unit, size] of UNITS.slice(from, from + 2)) {
    const whole = Math.floor(rest / size);
    rest -= whole * size;
    if (whole === 0 && parts.length > 0) continue;
    const format = { style: 'unit', unit, unitDisplay: 'short' } as const;
    parts.push(new Intl.NumberFormat(language, format).format(whole));
  }
  return parts.join(' ');
}

/** A figure of a kind; a dash where there is none. */
export function figure(value: number | null, kind: Kind, language: string): string {
  if (value === null) return '–';
  if (kind === 'share') return percent(value, language);
  if (kind === 'seconds') return span(value, language);
  return count(value, language);
}

/** "Wed 25 Nov": days of a report are days, not moments, so no zone moves them. */
export function dayText(iso: string, language: string): string {
  const format = { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(locale(language), format).format(new Date(`${iso}T00:00Z`));
}

export function spanOfDays({ from, to }: Span, language: string): string {
  const format = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  const days = new Intl.DateTimeFormat(locale(language), format);
  return days.formatRange(new Date(`${from}T00:00Z`), new Date(`${to}T00:00Z`));
}

/** The name of a weekday; 1 is Monday. */
export function weekdayText(
  number: number,
  language: string,
  weekday: 'short' | 'long' = 'long',
): string {
  // 1 January 2024 was a Monday.
  const day = new Date(Date.UTC(2024, 0, number));
  return new Intl.DateTimeFormat(locale(language), { weekday, timeZone: 'UTC' }).format(day);
}

export function hourText(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

function languageName(code: string, language: string): string {
  try {
    return new Intl.DisplayNames([locale(language)], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

function textOf(column: string, value: string, desk: Desk): string {
  const words: Words = desk.words;
  switch (column) {
    case 'department':
      return desk.departmentTitle(value);
    case 'outcome':
      return words.maybe('reports.outcome', value);
    case 'language':
      return languageName(value, words.language);
    case 'item':
    case 'intent':
    case 'category':
      return value.replaceAll('_', ' ');
    default:
      return value;
  }
}

/** A cell of a report as people read it. */
export function cellText(column: string, kind: Kind, value: Cell, desk: Desk): string {
  const { words } = desk;
  if (value === null) {
    if (column === 'department') return words.t('reports.undecided');
    if (column === 'title') return words.t('reports.any_item');
    return '–';
  }
  if (typeof value === 'string') {
    return kind === 'day' ? dayText(value, words.language) : textOf(column, value, desk);
  }
  if (column === 'weekday') return weekdayText(value, words.language);
  if (column === 'hour') return hourText(value);
  return figure(value, kind, words.language);
}
