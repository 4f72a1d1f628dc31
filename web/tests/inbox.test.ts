import { describe, expect, it } from 'vitest';
import type { Message, Page } from '../src/desk/training/inbox-api';
import { actOf, INBOX_KEYS, isForLine, type Press } from '../src/desk/training/inbox-keys';
import {
  byLabel,
  conditions,
  extended,
  isNarrowed,
  linesOf,
  messagesOf,
  NO_FILTERS,
  percent,
  queryOf,
  stepFrom,
  toggled,
  withPage,
} from '../src/desk/training/inbox-model';
import { InboxStore } from '../src/desk/training/inbox-store';
import {
  keepRecent,
  narrowed,
  optionGroups,
  rankingOf,
  readRecent,
  withRecent,
} from '../src/desk/training/label-options';
import { KEYS } from '../src/desk/shortcuts';
import { COUNTS, Server, message } from './trainer-inbox';

describe('the list', () => {
  const page = (messages: Message[], next: string | null = null): Page => ({
    messages,
    total: messages.length,
    next,
    counts: COUNTS,
  });

  it('has opened groups under their line, without the line’s own message', () => {
    const head = message('1', { group: { id: 'g', size: 2 } });
    const member = message('2', { group: { id: 'g', size: 2 } });
    const lines = linesOf([head, message('3')], new Map([['g', [head, member]]]));
    expect(lines.map((line) => [line.message.id, line.member])).toEqual([
      ['1', false],
      ['2', true],
      ['3', false],
    ]);
    expect(messagesOf(lines)).toBe(2 + 1 + 1);
    expect(stepFrom(lines, '1', 1)).toBe('2');
    expect(stepFrom(lines, '3', 1)).toBe('3');
    expect(stepFrom(lines, null, 1)).toBe('1');
    expect(stepFrom([], null, 1)).toBeNull();
  });

  it('asks for what it is narrowed down to, and leaves out what is no condition', () => {
    const filters = { ...NO_FILTERS, text: 'vps', disagreeing: 'yes' as const };
    expect(queryOf(filters, 50, { after: 'm1' }).toString()).toBe(
      'limit=50&status=new&disagreeing=yes&text=vps&order=worth&after=m1',
    );
    expect(isNarrowed(NO_FILTERS)).toBe(false);
    expect(isNarrowed(filters)).toBe(true);
    expect(conditions({ ...filters, language: 'vi' })).toBe(2);
  });

  it('selects and extends', () => {
    expect([...extended(new Set(['1']), '2', '3')]).toEqual(['1', '2', '3']);
    expect([...toggled(new Set(['1', '2']), '1')]).toEqual(['2']);
    const lines = linesOf([message('1'), message('2', { intent: 'unsure' })], new Map());
    const labels = byLabel(lines, ({ intent }) => (intent === 'unsure' ? null : intent));
    expect([...labels].map(([label, found]) => [label, found.length])).toEqual([['invoice', 1]]);
    expect(percent(0.999)).toBe(99);
    expect(percent(1)).toBe(100);
  });

  it('shows nothing twice when a page follows', async () => {
    const answers = [page([message('1'), message('2')], '2'), page([message('2'), message('3')])];
    const asked: string[] = [];
    const store = new InboxStore(
      (query) => {
        asked.push(query.get('after') ?? '');
        return Promise.resolve(answers.shift() ?? page([]));
      },
      String,
      new Server().labeller,
    );
    await store.load();
    expect(store.active).toBe('1');
    await store.more();
    await store.more();
    expect(asked).toEqual(['', '2']);
    expect(store.messages.map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(withPage([message('1')], [message('1')])).toHaveLength(1);
  });

  it('is loaded anew for whoever comes back, unless somebody is in the middle of it', async () => {
    const server = new Server();
    const store = new InboxStore(
      () => Promise.resolve(page([message('1')])),
      String,
      server.labeller,
    );
    expect(store.isUntouched).toBe(true);
    await store.load();
    expect(store.isUntouched).toBe(true);
    store.set({ selected: new Set(['1']) });
    expect(store.isUntouched).toBe(false);
    store.set({ selected: new Set() });
    server.give([message('1')], 'vat');
    expect(store.isUntouched).toBe(false);
  });

  it('says why it did not come, and keeps the newest question’s answer', async () => {
    const late: ((answer: Page) => void)[] = [];
    const store = new InboxStore(
      (query) =>
        query.get('text') === 'x'
          ? new Promise((resolve) => late.push(resolve))
          : Promise.reject(new Error('away')),
      (error) => (error as Error).message,
      new Server().labeller,
    );
    const slow = store.narrow({ text: 'x' });
    await store.narrow({ text: '' });
    expect([store.problem, store.loaded]).toEqual(['away', false]);
    late[0]?.(page([message('1')]));
    await slow;
    expect(store.messages).toEqual([]);
  });

  it('labels an unfolded group’s messages along that have no label yet', async () => {
    const group = { id: 'g', size: 3 };
    const head = message('1', { group });
    const labelled = message('3', { group, status: 'labelled', label: 'vat' });
    const store = new InboxStore(
      (query) =>
        Promise.resolve(
          page(query.get('group') ? [head, message('2', { group }), labelled] : [head]),
        ),
      String,
      new Server().labeller,
    );
    await store.load();
    await store.unfold(head);
    const [line] = store.lines;
    expect(line && store.along([line]).map(({ id }) => id)).toEqual(['2']);
    store.set({ active: '2' });
    await store.unfold(head);
    expect([store.active, store.lines.length]).toEqual(['1', 1]);
  });
});

describe('what can be chosen', () => {
  const intents = [
    { name: 'invoice', category: 'billing' },
    { name: 'vat', category: 'billing' },
    { name: 'os_reinstall', category: 'technical' },
    { name: 'plans', category: 'sales' },
  ];
  const asked = {
    ranking: [
      { intent: 'unsure', confidence: 0.6 },
      { intent: 'vat', confidence: 0.5 },
      { intent: 'gone', confidence: 0.1 },
      { intent: 'invoice', confidence: 0.1 },
    ],
    other_intent: 'plans',
  };

  it('begins with the ranking under its numbers, and repeats nothing', () => {
    const groups = optionGroups(intents, asked, ['vat', 'os_reinstall']);
    expect(
      groups.map(({ name, options }) => [
        name,
        options.map(({ intent, digit }) => [intent, digit]),
      ]),
    ).toEqual([
      [
        'ranking',
        [
          ['vat', 1],
          ['invoice', 3],
        ],
      ],
      ['candidate', [['plans', null]]],
      ['recent', [['os_reinstall', null]]],
    ]);
    expect(rankingOf(asked).map(({ intent }) => intent)).toEqual(['vat', 'gone', 'invoice']);
  });

  it('is found by the beginning of a word of its name, of its title or of its category', () => {
    const groups = optionGroups(intents, null, []);
    const title = (name: string): string => (name === 'os_reinstall' ? 'Cài lại máy' : name);
    const found = (query: string): string[] =>
      narrowed(groups, query, title, (name) => name).flatMap(({ options }) =>
        options.map(({ intent }) => intent),
      );
    expect(found('rein')).toEqual(['os_reinstall']);
    expect(found('os_re')).toEqual(['os_reinstall']);
    expect(found('may')).toEqual(['os_reinstall']);
    expect(found('bill')).toEqual(['invoice', 'vat']);
    expect(found('v')[0]).toBe('vat');
    expect(found('zzz')).toEqual([]);
  });

  it('remembers what was used last, also where nothing can be stored', () => {
    expect(withRecent(['a', 'b', 'c', 'd', 'e'], 'c')).toEqual(['c', 'a', 'b', 'd', 'e']);
    expect(withRecent(['a', 'b', 'c', 'd', 'e'], 'f')).toEqual(['f', 'a', 'b', 'c', 'd']);
    const kept = new Map<string, string>();
    const store = {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
    };
    keepRecent(store, ['a']);
    expect(readRecent(store)).toEqual(['a']);
    kept.clear();
    kept.set('frontdesk.training.recent', '{');
    expect(readRecent(store)).toEqual([]);
    expect(readRecent(null)).toEqual([]);
  });
});

describe('keys of the inbox', () => {
  const press = (key: string, more: Partial<Press> = {}): Press => ({
    key,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    ...more,
  });

  it.each([
    ['j', 'next'],
    ['ArrowUp', 'previous'],
    ['Enter', 'choose'],
    ['l', 'choose'],
    ['a', 'accept'],
    ['A', 'accept.selected'],
    ['x', 'select'],
    ['d', 'dismiss'],
    ['u', 'undo'],
    ['w', 'why'],
    ['?', 'help'],
    ['3', 3],
    ['0', null],
    ['z', null],
  ])('%s is %s', (key, act) => {
    expect(actOf(press(key), true)).toBe(act);
  });

  it('extend with Shift, and leave the browser its own', () => {
    expect(actOf(press('ArrowDown', { shiftKey: true }), true)).toBe('extend.next');
    expect(actOf(press('a', { ctrlKey: true }), true)).toBeNull();
    expect(actOf(press('d', { metaKey: true }), true)).toBeNull();
  });

  it('are no single letters for whoever has turned those off', () => {
    expect(['a', 'd', '1', '?'].map((key) => actOf(press(key), false))).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(actOf(press('ArrowDown'), false)).toBe('next');
    expect(actOf(press('Enter'), false)).toBe('choose');
  });

  it('leave buttons and boxes what is theirs', () => {
    const onButton = { onLine: false, inList: true };
    expect(isForLine({ key: 'Enter' }, onButton)).toBe(false);
    expect(isForLine({ key: ' ' }, onButton)).toBe(false);
    expect(isForLine({ key: 'ArrowDown' }, onButton)).toBe(true);
    expect(isForLine({ key: 'ArrowDown' }, { onLine: false, inList: false })).toBe(false);
    expect(isForLine({ key: 'a' }, { onLine: false, inList: false })).toBe(true);
    expect(isForLine({ key: 'Enter' }, { onLine: true, inList: true })).toBe(true);
  });

  it('hinder none of the desk’s that lead elsewhere', () => {
    const ours = new Set(INBOX_KEYS.flatMap(({ keys }) => keys));
    const away = KEYS.filter(({ command }) => command.startsWith('view.'));
    for (const key of away.flatMap(({ keys }) => keys.flatMap((one) => one.split(' ')))) {
      expect(ours).not.toContain(key);
    }
  });
});
