import { describe, expect, it } from 'vitest';
import { Translator, loadMessages } from '../src/core/i18n';
import { desk } from '../src/locales/desk/en';
import { launcher, more, ticket, widget } from '../src/locales/en';
import { training } from '../src/locales/training/en';

const messages = {
  hello: 'Hello {name}',
  'left.one': '{n} left',
  'left.other': '{n} of them left',
  'status.open': 'Open',
};

describe('texts', () => {
  const words = new Translator<keyof typeof messages>(messages, 'en');

  it('fills in what is given and leaves what is not', () => {
    expect(words.t('hello', { name: 'Anna' })).toBe('Hello Anna');
    expect(words.t('hello')).toBe('Hello {name}');
    expect(words.t('hello', { name: '{n}' })).toBe('Hello {n}');
  });

  it('counts by the language’s rules', () => {
    expect(words.n('left', 1)).toBe('1 left');
    expect(words.n('left', 5)).toBe('5 of them left');
  });

  it('shows the server’s word where there is none of ours', () => {
    expect(words.maybe('status', 'open')).toBe('Open');
    expect(words.maybe('status', 'on_fire')).toBe('on fire');
  });

  it('takes the language without its region, then English', async () => {
    const vi = { ...messages, hello: 'Chào {name}' };
    const loaders = { './vi.ts': () => Promise.resolve(vi) };
    const load = (tag: string) => loadMessages<keyof typeof messages>(loaders, messages, tag);
    expect((await load('vi-VN')).t('hello', { name: 'Anna' })).toBe('Chào Anna');
    expect((await load('xx')).language).toBe('en');
    expect((await load('en-GB')).t('hello', { name: 'Anna' })).toBe('Hello Anna');
  });
});

type Texts = Record<string, string>;
const english: Record<string, Texts> = { launcher, widget, more, ticket, desk, training };
const languages = import.meta.glob<Record<string, Texts>>(
  [
    '../src/locales/??.ts',
    '../src/locales/??-*.ts',
    '../src/locales/desk/??.ts',
    '../src/locales/desk/??-*.ts',
    '../src/locales/training/??.ts',
    '../src/locales/training/??-*.ts',
  ],
  { eager: true },
);

describe.each(Object.entries(languages))('%s', (_, language) => {
  it('has both forms of everything that counts, and no empty text', () => {
    for (const texts of Object.values(language)) {
      for (const [key, text] of Object.entries(texts)) {
        expect(text.trim(), key).not.toBe('');
        if (key.endsWith('.one')) expect(texts).toHaveProperty([key.replace(/one$/, 'other')]);
      }
    }
  });

  it('fills in the same as English', () => {
    const filled = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
    for (const [part, texts] of Object.entries(language)) {
      for (const [key, text] of Object.entries(english[part] ?? {})) {
        expect(filled(texts[key] ?? ''), `${part}: ${key}`).toEqual(filled(text));
      }
    }
  });
});
