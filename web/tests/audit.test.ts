import { describe, expect, it } from 'vitest';
import { detailsOf, languagesOf, placeOfSubject, shortSubject } from '../src/desk/audit';
import { auditDownload, type Entry } from '../src/desk/people-api';

const entry = (data: Entry['data']): Entry => ({
  id: 1,
  at: '2026-11-25T10:00:00+07:00',
  staff: null,
  action: 'person_change',
  subject: 'an@example.com',
  data,
});

describe('what was done', () => {
  it.each<[string, Entry['data'], [string, string][]]>([
    ['no details', null, []],
    ['a value', { address: '192.0.2.1' }, [['address', '192.0.2.1']]],
    ['a change', { level: { from: 1, to: 2 } }, [['level', '1 → 2']]],
    [
      'a change of a list',
      { departments: { from: ['sales'], to: ['sales', 'billing'] } },
      [['departments', 'sales → sales, billing']],
    ],
    ['yes and no', { active: { from: true, to: false } }, [['active', '✓ → –']]],
    ['nothing where there is nothing', { department: null, staff: '', n: 0 }, [['n', '0']]],
  ])('shows %s', (_, data, expected) => {
    expect(detailsOf(entry(data)).map(({ name, text }) => [name, text])).toEqual(expected);
  });

  it('calls values what the page calls them', () => {
    const say = (name: string, value: string): string => (name === 'role' ? `<${value}>` : value);
    const data = { role: { from: 'agent', to: 'trainer' }, level: 2 };
    expect(detailsOf(entry(data), say).map(({ text }) => text)).toEqual([
      '<agent> → <trainer>',
      '2',
    ]);
  });

  it('leads to tickets and conversations, and nowhere else', () => {
    const id = '0123456789abcdef0123456789abcdef';
    expect(placeOfSubject('TK-2026-000001')).toBe('#tickets/TK-2026-000001');
    expect(placeOfSubject(id)).toBe(`#chats/${id}`);
    expect(placeOfSubject('an@example.com')).toBeNull();
    expect(placeOfSubject('javascript:alert(1)')).toBeNull();
    expect(shortSubject(id)).toBe('01234567');
    expect(shortSubject('an@example.com')).toBe('an@example.com');
  });

  it('downloads what the filter shows', () => {
    const filter = { staff: '', action: 'claim', subject: ' ', from: '2026-11-25', to: '' };
    expect(auditDownload(filter)).toBe('/api/staff/audit.csv?action=claim&from=2026-11-25');
  });
});

describe('languages', () => {
  it.each([
    ['en, VI', ['en', 'vi']],
    ['en;vi en', ['en', 'vi']],
    ['  ', []],
  ])('reads %j', (text, expected) => {
    expect(languagesOf(text)).toEqual(expected);
  });
});
