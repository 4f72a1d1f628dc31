import { describe, expect, it } from 'vitest';
import { Outbox, type OutboxEntry } from '../src/widget/outbox';
import { SessionStore, Shelf, type Store } from '../src/widget/storage';
import { fullStore, memoryStore } from './device';

const SERVER = 'https://chat.example';
const outboxOver = (store: Store | null, server = SERVER): Outbox =>
  new Outbox(new Shelf(store, server));
const entry = (
  id: string,
  at = '2026-11-23T10:00:00Z',
): { client_id: string; text: string; at: string } => ({ client_id: id, text: `text ${id}`, at });
const ids = (entries: readonly OutboxEntry[]): string[] => entries.map((item) => item.client_id);

describe('outbox', () => {
  it('survives a reload, in order', () => {
    const store = memoryStore();
    const first = outboxOver(store);
    for (const id of ['c', 'b', 'a']) first.add({ ...entry(id), payload: `/${id}` });
    const second = outboxOver(store);
    expect(ids(second.entries)).toEqual(['c', 'b', 'a']);
    expect(second.entries).toEqual(first.entries);
  });

  it('forgets what was acknowledged and only that', () => {
    const outbox = outboxOver(memoryStore());
    outbox.add(entry('a'));
    outbox.add(entry('b'));
    expect(outbox.remove('a')).toBe(true);
    expect(outbox.remove('unknown')).toBe(false);
    expect(ids(outbox.entries)).toEqual(['b']);
  });

  it('loses nothing when two tabs write at the same time', () => {
    const store = memoryStore();
    let between: (() => void) | null = null;
    // Whatever one tab writes, the other writes at that very moment.
    const slow: Store = {
      ...store,
      get length() {
        return store.length;
      },
      setItem: (key, value) => {
        const other = between;
        between = null;
        other?.();
        store.setItem(key, value);
      },
    };
    const one = outboxOver(slow);
    const two = outboxOver(store);
    between = () => two.add(entry('b'));
    one.add(entry('a'));
    between = () => two.remove('b');
    one.refuse('a', 'too_long', 'Too long.');
    between = () => two.add(entry('c'));
    one.retry('a');
    one.reload();
    two.reload();
    expect(ids(one.entries)).toEqual(['a', 'c']);
    expect(two.entries).toEqual(one.entries);
  });

  it('orders what has the same place by time, then by name, in every tab', () => {
    const store = memoryStore();
    const write = (id: string, at: string): void =>
      store.setItem(
        `frontdesk:${SERVER}:outbox:${id}`,
        JSON.stringify({ ...entry(id, at), order: 1 }),
      );
    write('z', '2026-11-23T10:00:01Z');
    write('y', '2026-11-23T10:00:02Z');
    write('x', '2026-11-23T10:00:01Z');
    const outbox = outboxOver(store);
    outbox.add(entry('a', '2026-11-23T09:00:00Z'));
    expect(ids(outbox.entries)).toEqual(['x', 'z', 'y', 'a']);
  });

  it('does not send refused ones again unless asked', () => {
    const outbox = outboxOver(memoryStore());
    outbox.add(entry('a'));
    outbox.add(entry('b'));
    outbox.refuse('a', 'message_too_long', 'Too long.');
    expect(outbox.head('c1')?.client_id).toBe('b');
    expect(outbox.entries[0]).toMatchObject({ code: 'message_too_long', error: 'Too long.' });
    outbox.retry('a');
    expect(outbox.head('c1')?.client_id).toBe('a');
    expect(outbox.entries[0]?.error).toBeUndefined();
    expect(outbox.entries[0]?.code).toBeUndefined();
  });

  it('does not bring back what another tab has removed', () => {
    const store = memoryStore();
    const one = outboxOver(store);
    one.add(entry('a'));
    outboxOver(store).remove('a');
    one.refuse('a', 'late', 'Late.');
    one.retry('a');
    expect(one.entries).toEqual([]);
    expect(store.length).toBe(0);
  });

  it('keeps conversations apart until one takes along what is unsent', () => {
    const outbox = outboxOver(memoryStore());
    outbox.add({ ...entry('old'), conversation: 'c1' });
    outbox.add(entry('early'));
    expect(ids(outbox.of('c2'))).toEqual(['early']);
    expect(ids(outbox.of('c1'))).toEqual(['old', 'early']);
    expect(ids(outbox.of(undefined))).toEqual(['old', 'early']);
    outbox.adopt('c2');
    expect(ids(outbox.of('c2'))).toEqual(['old', 'early']);
    expect(outbox.of('c1')).toEqual([]);
    outbox.clear();
    expect(outbox.entries).toEqual([]);
  });

  it('keeps servers apart', () => {
    const store = memoryStore();
    outboxOver(store).add(entry('a'));
    const other = outboxOver(store, 'https://other.example');
    expect(other.entries).toEqual([]);
    other.clear();
    expect(store.length).toBe(1);
  });

  it.each([null, fullStore()])('works on in memory when nothing is stored (%#)', (store) => {
    const outbox = outboxOver(store);
    outbox.add(entry('a'));
    outbox.add(entry('b'));
    outbox.refuse('b', 'no', 'No.');
    outbox.remove('a');
    outbox.reload();
    expect(outbox.entries).toMatchObject([{ client_id: 'b', code: 'no', order: 2 }]);
  });

  it('goes on in memory when the storage fills up, and keeps what is stored already', () => {
    const store = memoryStore();
    let room = true;
    const tight: Store = {
      ...store,
      get length() {
        return store.length;
      },
      setItem: (key, value) => {
        if (!room) throw new Error('full');
        store.setItem(key, value);
      },
    };
    const outbox = outboxOver(tight);
    outbox.add(entry('a'));
    room = false;
    outbox.add(entry('b'));
    outbox.refuse('a', 'no', 'No.');
    expect(outbox.entries).toMatchObject([{ client_id: 'a', code: 'no' }, { client_id: 'b' }]);
    outbox.remove('a');
    expect(ids(outbox.entries)).toEqual(['b']);
    expect(store.length).toBe(0);
  });

  it('ignores what somebody else has put into the storage', () => {
    const store = memoryStore();
    const key = `frontdesk:${SERVER}:outbox:a`;
    const whole = { ...entry('a'), order: 1 };
    for (const junk of [
      '{',
      '3',
      'null',
      '[]',
      '{"a":1}',
      JSON.stringify({ ...whole, order: '1' }),
      JSON.stringify({ ...whole, payload: 1 }),
    ]) {
      store.setItem(key, junk);
      expect(outboxOver(store).entries).toEqual([]);
    }
    store.setItem(key, JSON.stringify(whole));
    expect(ids(outboxOver(store).entries)).toEqual(['a']);
  });
});

describe('session', () => {
  const over = (store: Store, server = SERVER): SessionStore =>
    new SessionStore(new Shelf(store, server));
  const key = `frontdesk:${SERVER}:session`;

  it('is kept per server and forgotten with what was read', () => {
    const store = memoryStore();
    const sessions = over(store);
    expect(sessions.read()).toBeNull();
    sessions.write({ id: 'c1', token: 't1' });
    sessions.writeReadSeq('c1', 7);
    expect(over(store).read()).toEqual({ id: 'c1', token: 't1' });
    expect(over(store).readSeq('c1')).toBe(7);
    expect(over(store).readSeq('c2')).toBe(0);
    expect(over(store, 'https://other.example').read()).toBeNull();
    sessions.prepare('begin-1');
    sessions.clear();
    expect(store.length).toBe(0);
    expect(sessions.readSeq('c1')).toBe(0);
  });

  it('keeps the name of a beginning until its conversation is stored', () => {
    const store = memoryStore();
    const sessions = over(store);
    expect(sessions.beginning()).toBeNull();
    sessions.prepare('begin-1', 'old token');
    expect(over(store).beginning()).toEqual({ client_id: 'begin-1', visitor: 'old token' });
    sessions.prepare('begin-2');
    expect(over(store).beginning()).toEqual({ client_id: 'begin-2' });
    sessions.write({ id: 'c1', token: 't1' });
    expect(sessions.beginning()).toBeNull();
  });

  it('takes a new token for the conversation that it holds, and only for that', () => {
    const sessions = over(memoryStore());
    sessions.renew({ id: 'c1', token: 't1' });
    expect(sessions.read()).toBeNull();
    sessions.write({ id: 'c1', token: 't1' });
    sessions.prepare('begin-1');
    sessions.renew({ id: 'c2', token: 't2' });
    sessions.renew({ id: 'c1', token: 't3' });
    expect(sessions.read()).toEqual({ id: 'c1', token: 't3' });
    expect(sessions.beginning()).not.toBeNull();
  });

  it('is none when what is stored is no session', () => {
    const store = memoryStore();
    for (const junk of ['{', '[]', '{"id":1,"token":"t"}', '{"id":"c"}', '"x"']) {
      store.setItem(key, junk);
      expect(over(store).read()).toBeNull();
    }
  });

  it('is the one that another tab has stored, also where this one could store none', () => {
    const store = memoryStore();
    let room = false;
    const shelf = new Shelf(
      {
        ...store,
        setItem: (name, value) => {
          if (!room) throw new Error('full');
          store.setItem(name, value);
        },
      },
      SERVER,
    );
    const sessions = new SessionStore(shelf);
    sessions.write({ id: 'c1', token: 't1' });
    expect(sessions.read()?.id).toBe('c1');
    room = true;
    over(store).write({ id: 'c2', token: 't2' });
    expect(shelf.changed(key)).toBe('session');
    expect(sessions.read()?.id).toBe('c2');
    expect(shelf.changed('somebody else')).toBeNull();
  });
});
