/** Times of the policy's clock, shown in the policy's zone. */

/** An IANA zone name, or minutes east of UTC where only an offset is known. */
export type Zone = string | number;

const OFFSET = /(?:Z|([+-])(\d{2}):?(\d{2}))$/;

/** Minutes east of UTC that an ISO 8601 time carries; null when it carries none. */
export function offsetOf(iso: string): number | null {
  const match = OFFSET.exec(iso);
  if (!match) return null;
  if (match[1] === undefined) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}

function formatIn(
  moment: Date,
  zone: Zone,
  language: string,
  options: Intl.DateTimeFormatOptions,
): string {
  if (typeof zone === 'string') {
    return new Intl.DateTimeFormat(language, { ...options, timeZone: zone }).format(moment);
  }
  const shifted = new Date(moment.getTime() + zone * 60_000);
  return new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' }).format(shifted);
}

/** English is shown day before month and by the 24-hour clock, as the policy writes it. */
function locale(language: string): string {
  return language === 'en' ? 'en-GB' : language;
}

export function timeOfDay(iso: string, zone: Zone, language: string): string {
  return formatIn(new Date(iso), zone, locale(language), { hour: '2-digit', minute: '2-digit' });
}

/** "Monday 25 January" */
export function longDay(iso: string, zone: Zone, language: string): string {
  return formatIn(new Date(iso), zone, locale(language), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  });
}

/** "Mon 25 Jan, 08:00"; other languages in the way that the browser knows for them. */
export function moment(iso: string, zone: Zone, language: string): string {
  if (language !== 'en') {
    return formatIn(new Date(iso), zone, language, {
      weekday: 'long',
      day: '2-digit',
      month: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  }
  const day = formatIn(new Date(iso), zone, locale(language), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  }).replace(',', '');
  return `${day}, ${timeOfDay(iso, zone, language)}`;
}

/** A day as a sortable key in that zone, for telling days apart. */
export function dayKey(iso: string, zone: Zone): string {
  return formatIn(new Date(iso), zone, 'en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
}

/** "GMT+7" */
export function zoneLabel(offsetMinutes: number): string {
  const sign = offsetMinutes < 0 ? '−' : '+';
  const hours = Math.floor(Math.abs(offsetMinutes) / 60);
  const minutes = Math.abs(offsetMinutes) % 60;
  const rest = minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`;
  return `GMT${sign}${hours}${rest}`;
}

/** A span as a clock: "0:42", "12:05", "1:02:05". */
export function clockSpan(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const two = (value: number): string => String(value).padStart(2, '0');
  const rest = two(whole % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
