import { describe, expect, it } from 'vitest';
import { desk as english } from '../src/locales/desk/en';
import { desk as vietnamese } from '../src/locales/desk/vi';
import { KEYS, Keyboard, isTyping, type Press } from '../src/desk/shortcuts';

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});

describe('keys', () => {
  it.each([
    ['j', 'next'],
    ['k', 'previous'],
    ['c', 'claim'],
    ['r', 'reply'],
    ['n', 'note'],
    ['/', 'replies'],
    ['t', 'transfer'],
    ['b', 'hand_back'],
    ['e', 'escalate'],
    ['s', 'resolve'],
    ['?', 'help'],
    ['Escape', 'back'],
  ])('%s is %s', (key, command) => {
    expect(new Keyboard().press(press(key), 0)).toBe(command);
  });

  it('mean nothing with the browser’s own, and unknown ones never', () => {
    const keyboard = new Keyboard();
    expect(keyboard.press(press('r', { ctrlKey: true }), 0)).toBeNull();
    expect(keyboard.press(press('r', { metaKey: true }), 0)).toBeNull();
    expect(keyboard.press(press('r', { altKey: true }), 0)).toBeNull();
    expect(keyboard.press(press('z'), 0)).toBeNull();
    expect(keyboard.press(press('Enter'), 0)).toBeNull();
  });

  it('take two in a row for the views, and forget the first soon', () => {
    const keyboard = new Keyboard();
    expect(keyboard.press(press('g'), 0)).toBeNull();
    expect(keyboard.press(press('q'), 400)).toBe('view.queue');
    keyboard.press(press('g'), 1_000);
    expect(keyboard.press(press('m'), 1_400)).toBe('view.mine');
    keyboard.press(press('g'), 3_000);
    expect(keyboard.press(press('q'), 9_000)).toBeNull();
    // After a g, any other key means what it always means, once.
    keyboard.press(press('g'), 20_000);
    expect(keyboard.press(press('j'), 20_100)).toBe('next');
    expect(keyboard.press(press('q'), 20_200)).toBeNull();
  });

  it('are those of whoever writes, and not of buttons and boxes', () => {
    const element = (tagName: string, more: object = {}): EventTarget =>
      ({ tagName, ...more }) as unknown as EventTarget;
    expect(isTyping(element('TEXTAREA'))).toBe(true);
    expect(isTyping(element('SELECT'))).toBe(true);
    expect(isTyping(element('INPUT', { type: 'search' }))).toBe(true);
    expect(isTyping(element('INPUT'))).toBe(true);
    expect(isTyping(element('DIV', { isContentEditable: true }))).toBe(true);
    expect(isTyping(element('INPUT', { type: 'radio' }))).toBe(false);
    expect(isTyping(element('BUTTON'))).toBe(false);
    expect(isTyping(null)).toBe(false);
  });

  it('are all explained, in every language', () => {
    for (const { text } of KEYS) {
      expect(english[text]).toBeTruthy();
      expect(vietnamese[text]).toBeTruthy();
      expect(vietnamese[text]).not.toBe(english[text]);
    }
    expect(new Set(KEYS.flatMap(({ keys }) => keys)).size).toBe(
      KEYS.flatMap(({ keys }) => keys).length,
    );
  });
});
