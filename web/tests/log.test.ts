import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '../src/core/protocol';
import { emptyLog, hasGap, withConversation, withEvents } from '../src/core/log';
import { awaitsAnswer, buildItems, unreadAfter } from '../src/widget/log';
import type { OutboxEntry } from '../src/widget/outbox';

function event(seq: number, more: Partial<ChatEvent> = {}): ChatEvent {
  return {
    seq,
    kind: 'message',
    at: `2026-11-23T10:00:${String(seq % 60).padStart(2, '0')}+07:00`,
    author: { kind: 'bot' },
    text: `text ${seq}`,
    ...more,
  };
}
const visitor = (seq: number, more: Partial<ChatEvent> = {}): ChatEvent =>
  event(seq, { author: { kind: 'visitor' }, ...more });
const entry = (id: string, more: Partial<OutboxEntry> = {}): OutboxEntry => ({
  client_id: id,
  text: `draft ${id}`,
  at: '2026-11-23T10:01:00+07:00',
  order: 1,
  ...more,
});
const view = { connected: true, day: (iso: string) => iso.slice(0, 10) };

describe('log', () => {
  it('is the same whatever order and however often events come', () => {
    const events = [1, 2, 3, 4, 5, 6].map((seq) => event(seq));
    const straight = withEvents(emptyLog, events);
    const orders = [
      [6, 5, 4, 3, 2, 1],
      [2, 2, 1, 1, 4, 6, 6, 3, 5, 1],
      [1, 3, 5, 2, 4, 6],
    ];
    for (const order of orders) {
      let log = emptyLog;
      for (const seq of order) log = withEvents(log, [event(seq)]);
      expect(log).toEqual(straight);
    }
  });

  it('does not move the cursor over a gap, and says that there is one', () => {
    const log = withEvents(emptyLog, [event(1), event(2), event(4)]);
    expect(log.cursor).toBe(2);
    expect(hasGap(log)).toBe(true);
    const filled = withEvents(log, [event(3)]);
    expect(filled.cursor).toBe(4);
    expect(hasGap(filled)).toBe(false);
  });

  it('passes a gap that the server itself has', () => {
    const log = withEvents(emptyLog, [event(1), event(4)], true);
    expect(log.cursor).toBe(4);
    expect(hasGap(log)).toBe(false);
  });

  it('ignores an event without a number', () => {
    const broken = { ...event(2), seq: undefined } as unknown as ChatEvent;
    const log = withEvents(emptyLog, [event(1), broken, event(3)], true);
    expect(log.events.map(({ seq }) => seq)).toEqual([1, 3]);
    expect(log.cursor).toBe(3);
  });

  it('stays the same object when nothing is new', () => {
    const log = withEvents(emptyLog, [event(1)]);
    expect(withEvents(log, [event(1)])).toBe(log);
    expect(withEvents(log, [], true)).toBe(log);
  });

  it('counts what others said since', () => {
    const log = withEvents(emptyLog, [
      event(1),
      visitor(2),
      event(3),
      event(4, { author: { kind: 'staff', name: 'Anna' } }),
      event(5, { kind: 'state', author: { kind: 'system' } }),
    ]);
    expect(unreadAfter(log, 1)).toBe(2);
    expect(unreadAfter(log, 4)).toBe(0);
  });

  it('waits for the assistant only while the assistant answers', () => {
    const asked = withEvents(emptyLog, [event(1), visitor(2)]);
    expect(awaitsAnswer(asked)).toBe(true);
    expect(awaitsAnswer(withEvents(asked, [event(3)]))).toBe(false);
    expect(awaitsAnswer(withConversation(asked, { owner: 'staff' }))).toBe(false);
    const handedBack = event(3, { kind: 'state', author: { kind: 'system' } });
    expect(awaitsAnswer(withEvents(asked, [handedBack]))).toBe(false);
  });
});

describe('items', () => {
  it('shows a message on its way once, also when its event comes before the acknowledgement', () => {
    const outbox = [entry('a')];
    const before = buildItems(withEvents(emptyLog, [event(1)]), outbox, view);
    expect(before.filter((item) => item.type === 'pending')).toHaveLength(1);
    const log = withEvents(emptyLog, [event(1), visitor(2, { client_id: 'a', text: 'draft a' })]);
    const after = buildItems(log, outbox, view);
    expect(after.filter((item) => item.type === 'pending')).toHaveLength(0);
    expect(after.filter((item) => item.type === 'message')).toHaveLength(2);
  });

  it('tells sending, waiting and refused apart', () => {
    const outbox = [entry('a'), entry('b', { error: 'too long' })];
    const of = (connected: boolean): string[] =>
      buildItems(emptyLog, outbox, { ...view, connected }).flatMap((item) =>
        item.type === 'pending' ? [item.delivery] : [],
      );
    expect(of(true)).toEqual(['sending', 'failed']);
    expect(of(false)).toEqual(['waiting', 'failed']);
  });

  it('closes quick replies once the visitor has answered and marks the one chosen', () => {
    const buttons = [
      { title: 'Yes', payload: '/affirm' },
      { title: 'No', payload: '/deny' },
    ];
    const open = buildItems(withEvents(emptyLog, [event(1, { buttons })]), [], view);
    expect(open[1]).toMatchObject({ buttonsOpen: true, answered: null });
    const log = withEvents(emptyLog, [event(1, { buttons }), visitor(2, { text: 'No' })]);
    expect(buildItems(log, [], view)[1]).toMatchObject({ buttonsOpen: false, answered: 'No' });
    const pending = [entry('a', { text: 'Yes', payload: '/affirm' })];
    const optimistic = buildItems(withEvents(emptyLog, [event(1, { buttons })]), pending, view);
    expect(optimistic[1]).toMatchObject({ buttonsOpen: false, answered: 'Yes' });
  });

  it('opens quick replies again when the choice was refused', () => {
    const buttons = [{ title: 'Yes', payload: '/affirm' }];
    const refused = [entry('a', { text: 'Yes', payload: '/affirm', error: 'no' })];
    const items = buildItems(withEvents(emptyLog, [event(1, { buttons })]), refused, view);
    expect(items[1]).toMatchObject({ buttonsOpen: true });
  });

  it('shows tickets, promises and changes of owner, and ignores kinds it does not know', () => {
    const log = withEvents(emptyLog, [
      event(1, { kind: 'ticket', data: { number: 'TK-2026-000001', status: 'open' }, text: null }),
      event(2, { kind: 'promise', data: { text: 'Within 3 hours' }, text: null }),
      event(3, { kind: 'state', author: { kind: 'system' }, text: 'Anna joined' }),
      event(4, { kind: 'state', author: { kind: 'system' }, text: null }),
      event(5, { kind: 'file', data: { name: 'x.png' } }),
      event(6, { kind: 'hologram' }),
      event(7, { kind: 'ticket', data: null }),
    ]);
    const types = buildItems(log, [], view).map((item) => item.type);
    expect(types).toEqual(['day', 'ticket', 'promise', 'line']);
  });

  it('keeps what a queue offers open while the visitor writes, until it is used or over', () => {
    const buttons = [{ title: 'Stop waiting', payload: '/leave' }];
    const queue = event(1, { kind: 'state', author: { kind: 'system' }, text: 'Queue', buttons });
    const line = (...later: ChatEvent[]) =>
      buildItems(withEvents(emptyLog, [queue, ...later]), [], view)[1];
    expect(line(visitor(2))).toMatchObject({ buttonsOpen: true, answered: null });
    expect(line(visitor(2, { text: 'Stop waiting' }))).toMatchObject({
      buttonsOpen: false,
      answered: 'Stop waiting',
    });
    const claimed = event(2, { kind: 'state', author: { kind: 'system' }, text: 'Anna joined' });
    expect(line(claimed)).toMatchObject({ buttonsOpen: false, answered: null });
  });

  it('shows what the desk itself says as a message, with what it offers', () => {
    const buttons = [{ title: 'Open a ticket', payload: '/x' }];
    const slow = event(1, { author: { kind: 'system' }, text: 'This takes longer', buttons });
    const items = buildItems(withEvents(emptyLog, [slow]), [], view);
    expect(items[1]).toMatchObject({ type: 'message', buttonsOpen: true });
  });

  it("shows files as somebody's own, and a rating as what happened", () => {
    const file = { id: 'f1', name: 'x.png', type: 'image/png', size: 7 };
    const log = withEvents(emptyLog, [
      visitor(1, { text: 'look' }),
      visitor(2, { kind: 'file', data: file, text: null }),
      event(3, { kind: 'file', data: file, text: null, author: { kind: 'staff', name: 'Anna' } }),
      visitor(4, { kind: 'rating', data: { score: 5, comment: 'Thanks' }, text: null }),
      visitor(5, { kind: 'rating', data: { score: 'five' }, text: null }),
    ]);
    const items = buildItems(log, [], view).slice(1);
    expect(items).toMatchObject([
      { type: 'message', first: true, last: false, status: null },
      { type: 'file', file, own: true, first: false, last: true, status: 'sent' },
      { type: 'file', file, own: false, first: true, last: true, status: null },
      { type: 'rating', rating: { score: 5, comment: 'Thanks' } },
    ]);
    expect(items).toHaveLength(4);
    expect(unreadAfter(log, 0)).toBe(1);
  });

  it('says on the newest own message how far it has come', () => {
    const log = withEvents(emptyLog, [event(1), visitor(2), visitor(3), event(4)]);
    const statuses = (delivered: number, read: number): (string | null)[] =>
      buildItems(
        withConversation(log, { owner: 'staff', receipts: { delivered, read } }),
        [],
        view,
      ).flatMap((item) => (item.type === 'message' ? [item.status] : []));
    expect(statuses(0, 0)).toEqual([null, null, 'sent', null]);
    expect(statuses(2, 2)).toEqual([null, null, 'sent', null]);
    expect(statuses(3, 2)).toEqual([null, null, 'delivered', null]);
    expect(statuses(4, 3)).toEqual([null, null, 'read', null]);
    const unknown = buildItems(withConversation(log, { owner: 'bot' }), [], view);
    expect(unknown.at(-2)).toMatchObject({ status: 'sent' });
  });

  it('groups by speaker and separates days', () => {
    const log = withEvents(emptyLog, [
      event(1),
      event(2),
      event(3, { author: { kind: 'staff', name: 'Anna' } }),
      event(4, { author: { kind: 'staff', name: 'Anna' }, at: '2026-11-24T09:00:00+07:00' }),
    ]);
    const shape = buildItems(log, [], view).map((item) =>
      item.type === 'message' ? [item.event.seq, item.first, item.last] : item.type,
    );
    expect(shape).toEqual([
      'day',
      [1, true, false],
      [2, false, true],
      [3, true, true],
      'day',
      [4, true, true],
    ]);
  });
});
