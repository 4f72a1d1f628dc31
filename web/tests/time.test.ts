import { describe, expect, it } from 'vitest';
import {
  clockSpan,
  dayKey,
  longDay,
  moment,
  offsetOf,
  timeOfDay,
  zoneLabel,
} from '../src/core/time';

describe('time', () => {
  it.each([
    ['2027-01-25T08:00:00+07:00', 420],
    ['2027-01-25T08:00:00-03:30', -210],
    ['2027-01-25T08:00:00Z', 0],
    ['2027-01-25T08:00:00', null],
  ])('reads the offset of %s', (iso, minutes) => {
    expect(offsetOf(iso)).toBe(minutes);
  });

  it('shows a time in the zone asked for and not in the reader’s', () => {
    const iso = '2027-01-25T01:00:00Z';
    expect(moment(iso, 420, 'en')).toBe('Mon 25 Jan, 08:00');
    expect(moment(iso, 'Asia/Ho_Chi_Minh', 'en')).toBe('Mon 25 Jan, 08:00');
    expect(timeOfDay(iso, 'America/New_York', 'en')).toBe('20:00');
    expect(longDay(iso, 'America/New_York', 'en')).toBe('Sunday 24 January');
  });

  it('writes times as each language does', () => {
    const iso = '2027-01-25T01:00:00Z';
    expect(moment(iso, 420, 'vi')).toBe('08:00 Thứ Hai, 25/01');
    expect(longDay(iso, 420, 'vi')).toBe('Thứ Hai, 25 tháng 1');
  });

  it('tells days apart by the zone', () => {
    const late = '2027-01-25T18:30:00Z';
    expect(dayKey(late, 0)).toBe('2027-01-25');
    expect(dayKey(late, 420)).toBe('2027-01-26');
  });

  it('counts the hour twice that summer time repeats', () => {
    expect(timeOfDay('2026-10-25T00:30:00Z', 'Europe/Berlin', 'en')).toBe('02:30');
    expect(timeOfDay('2026-10-25T01:30:00Z', 'Europe/Berlin', 'en')).toBe('02:30');
  });

  it.each([
    [0, '0:00'],
    [42.9, '0:42'],
    [725, '12:05'],
    [3725, '1:02:05'],
    [-5, '0:00'],
  ])('shows %d seconds as %s', (seconds, text) => {
    expect(clockSpan(seconds)).toBe(text);
  });

  it('names an offset', () => {
    expect(zoneLabel(420)).toBe('GMT+7');
    expect(zoneLabel(-210)).toBe('GMT−3:30');
  });
});
