import { describe, expect, it } from 'vitest';
import type { Reply } from '../src/desk/replies-api';
import {
  filtered,
  optionsFor,
  plain,
  slashQuery,
  step,
  withReply,
  type Option,
} from '../src/desk/reply-options';
import { preview } from '../src/desk/reply-preview';

function reply(shortcut: string, more: Partial<Reply> = {}): Reply {
  return {
    id: `id-${shortcut}`,
    shortcut,
    title: shortcut,
    department: null,
    topics: [],
    texts: { en: `${shortcut} in English`, vi: `${shortcut} tiếng Việt` },
    uses: 0,
    updated_at: '2026-11-25T10:00:00+07:00',
    ...more,
  };
}
const shortcuts = (options: readonly Option[]): string[] => options.map((one) => one.shortcut);
const builtIn = [{ id: 'hours', title: 'Opening hours', preview: 'Hours of today' }];

describe('the slash', () => {
  it.each([
    ['/', 1, { start: 0, query: '' }],
    ['/ho', 3, { start: 0, query: 'ho' }],
    ['Hello /ho', 9, { start: 6, query: 'ho' }],
    ['Hello\n/ho', 9, { start: 6, query: 'ho' }],
    // The caret stands within the word: what is behind it is not looked at.
    ['/hours', 3, { start: 0, query: 'ho' }],
    ['/giờ', 4, { start: 0, query: 'giờ' }],
  ])('opens the list in %j at %i', (text, caret, expected) => {
    expect(slashQuery(text, caret)).toEqual(expected);
  });

  it.each([
    ['', 0],
    ['hello', 5],
    ['and/or', 6],
    ['https://azdigi.com', 18],
    ['/var/log', 8],
    ['/hours ', 7],
    ['/hours', 0],
    ['24/7', 4],
  ])('stays closed in %j at %i', (text, caret) => {
    expect(slashQuery(text, caret)).toBeNull();
  });

  it('gives its word up for the reply and keeps what stands around it', () => {
    expect(withReply('Hello /ho and bye', 6, 9, 'We are open')).toEqual({
      text: 'Hello We are open and bye',
      caret: 17,
    });
  });
});

describe('what is offered', () => {
  it('is suggested first, then of the department, then the most used', () => {
    const replies = [
      reply('rare'),
      reply('used', { uses: 9 }),
      reply('own', { department: 'technical' }),
      reply('other', { department: 'billing' }),
      reply('fits'),
    ];
    const suggested = [
      { id: 'id-fits', shortcut: 'fits', title: 'fits', preview: 'Filled in' },
      { id: 'hours', shortcut: 'hours', title: null, preview: 'Open today' },
    ];
    const options = optionsFor(replies, builtIn, suggested, 'en', 'technical');
    expect(shortcuts(options)).toEqual(['fits', 'hours', 'own', 'used', 'other', 'rare']);
    expect(options.map((one) => one.suggested).slice(0, 3)).toEqual([true, true, false]);
    expect(options[0]?.preview).toBe('Filled in');
  });

  it('begins in the visitor’s language, else in the one that there is, and says which', () => {
    const replies = [reply('both'), reply('one', { texts: { en: 'only English' } })];
    const options = optionsFor(replies, builtIn, [], 'vi', null);
    expect(options.map(({ preview: text, language }) => [text, language])).toEqual([
      ['both tiếng Việt', 'vi'],
      ['only English', 'en'],
      ['Hours of today', null],
    ]);
  });

  it('is found by its shortcut first, then by a word, with and without marks', () => {
    const options = optionsFor(
      [
        reply('when', { title: 'Giờ làm việc' }),
        reply('hours-short', { title: 'Short' }),
        reply('x', { title: 'About our hours' }),
        reply('y', { title: 'Đổi hosting' }),
      ],
      builtIn,
      [],
      'en',
      null,
    );
    expect(shortcuts(filtered(options, 'hours'))).toEqual(['hours', 'hours-short', 'x']);
    expect(shortcuts(filtered(options, 'gio'))).toEqual(['when']);
    expect(shortcuts(filtered(options, 'GIỜ'))).toEqual(['when']);
    expect(shortcuts(filtered(options, 'doi'))).toEqual(['y']);
    expect(filtered(options, 'zzz')).toEqual([]);
    expect(filtered(options, '')).toHaveLength(5);
    expect(filtered(options, '', 2)).toHaveLength(2);
    expect(plain('Đường Ố')).toBe('duong o');
  });

  it('is gone through with arrows, round and round', () => {
    expect([step(0, 1, 3), step(2, 1, 3), step(0, -1, 3), step(0, 1, 0)]).toEqual([1, 0, 2, -1]);
  });
});

describe('the preview of a reply', () => {
  it('tells known words in braces from unknown ones and from braces that are meant', () => {
    expect(preview('Hi {visitor}, {nobody} {{me}} { } !', ['visitor', 'me'])).toEqual([
      { kind: 'text', text: 'Hi ' },
      { kind: 'known', text: 'visitor' },
      { kind: 'text', text: ', ' },
      { kind: 'unknown', text: 'nobody' },
      { kind: 'text', text: ' {me} { } !' },
    ]);
    expect(preview('', [])).toEqual([]);
  });
});
