import { describe, expect, it } from 'vitest';
import { parseInlines, parseText, safeHref } from '../src/core/richtext';

const links = (text: string): string[] =>
  parseInlines(text).flatMap((piece) => (piece.kind === 'link' ? [piece.text] : []));

/** Whatever the pieces are, together they are the text. */
const whole = (text: string): string =>
  parseInlines(text)
    .map((piece) => (piece.kind === 'code' ? `\`${piece.text}\`` : piece.text))
    .join('');

describe('links', () => {
  it.each([
    ['see https://example.com/a?b=1#c now', ['https://example.com/a?b=1#c']],
    ['(https://example.com/x)', ['https://example.com/x']],
    [
      'https://en.wikipedia.org/wiki/Rust_(language).',
      ['https://en.wikipedia.org/wiki/Rust_(language)'],
    ],
    ['http://a.example, http://b.example!', ['http://a.example', 'http://b.example']],
    ['HTTPS://EXAMPLE.COM', ['HTTPS://EXAMPLE.COM']],
    ['no link: example.com', []],
    ['https://', []],
  ])('%s', (text, expected) => {
    expect(links(text)).toEqual(expected);
    expect(whole(text)).toBe(text);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'https://user:secret@example.com/',
  ])('%s is not followed', (address) => {
    expect(safeHref(address)).toBeNull();
    expect(links(`look: ${address}`)).toEqual([]);
  });

  it('leaves markup as text', () => {
    const text = '<script>alert(1)</script> & <b>bold</b>';
    expect(parseInlines(text)).toEqual([{ kind: 'text', text }]);
  });

  it('ends an address before a quote or an angle bracket', () => {
    expect(links('<a href="https://example.com/x">y</a>')).toEqual(['https://example.com/x']);
  });
});

describe('blocks', () => {
  it('keeps newlines in text and everything in code', () => {
    expect(parseText('one\ntwo\n```sh\nls  -l\n\ncd /\n```\nthree')).toEqual([
      { kind: 'text', inlines: [{ kind: 'text', text: 'one\ntwo' }] },
      { kind: 'code', text: 'ls  -l\n\ncd /' },
      { kind: 'text', inlines: [{ kind: 'text', text: 'three' }] },
    ]);
  });

  it('takes an open fence as text', () => {
    expect(parseText('```\nnever closed')).toHaveLength(1);
    expect(parseText('```\nnever closed')[0]?.kind).toBe('text');
  });

  it('shows nothing for nothing', () => {
    expect(parseText('')).toEqual([]);
    expect(parseText('  \n ')).toEqual([]);
  });

  it('does not look for links in inline code', () => {
    expect(parseInlines('run `curl https://example.com`')).toEqual([
      { kind: 'text', text: 'run ' },
      { kind: 'code', text: 'curl https://example.com' },
    ]);
  });
});
