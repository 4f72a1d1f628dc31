import { describe, expect, it } from 'vitest';
import { Outbox, type OutboxEntry } from '../src/widget/outbox';
import { SessionStore, memoryStore, type Store } from '../src/widget/storage';

const SERVER = 'https://chat.example';
const entry = (id: string): OutboxEntry => ({
  client_id: id,
  text: `text ${id}`,
  at: '2026-11-23T10:00:00Z',
});
const ids = (outbox: Outbox): string[] => outbox.entries.map((item) => item.client_id);

describe('outbox', () => {
  it('survives a reload, in order', () => {
    const store = memoryStore();
    const first = new Outbox(store, SERVER);
    first.add(entry('a'));
    first.add({ ...entry('b'), payload: '/affirm' });
    const second = new Outbox(store, SERVER);
    expect(second.entries).toEqual(first.entries);
  });

  it('forgets what was acknowledged and only that', () => {
    const outbox = new Outbox(memoryStore(), SERVER);
    outbox.add(entry('a'));
    outbox.add(entry('b'));
    outbox.remove('a');
    outbox.remove('unknown');
    expect(ids(outbox)).toEqual(['b']);
  });

  it('does not overwrite what another tab has added', () => {
    const store = memoryStore();
    const one = new Outbox(store, SERVER);
    const two = new Outbox(store, SERVER);
    one.add(entry('a'));
    two.add(entry('b'));
    expect(ids(two)).toEqual(['a', 'b']);
    one.remove('a');
    expect(ids(one)).toEqual(['b']);
    two.reload();
    expect(ids(two)).toEqual(['b']);
  });

  it('does not send refused ones again unless asked', () => {
    const outbox = new Outbox(memoryStore(), SERVER);
    outbox.add(entry('a'));
    outbox.add(entry('b'));
    outbox.refuse('a', 'too long');
    expect(outbox.waiting.map((item) => item.client_id)).toEqual(['b']);
    expect(outbox.entries[0]?.error).toBe('too long');
    outbox.retry('a');
    expect(outbox.waiting).toHaveLength(2);
    expect(outbox.entries[0]).not.toHaveProperty('error');
  });

  it('keeps servers apart', () => {
    const store = memoryStore();
    new Outbox(store, SERVER).add(entry('a'));
    expect(new Outbox(store, 'https://other.example').entries).toEqual([]);
  });

  it('works on in memory when the storage is full', () => {
    const full: Store = {
      getItem: () => null,
      setItem: () => {
        throw new Error('full');
      },
      removeItem: () => undefined,
    };
    const outbox = new Outbox(full, SERVER);
    outbox.add(entry('a'));
    outbox.add(entry('b'));
    outbox.remove('a');
    expect(ids(outbox)).toEqual(['b']);
  });

  it('ignores what somebody else has put into the storage', () => {
    const store = memoryStore();
    const outbox = new Outbox(store, SERVER);
    for (const junk of ['{', '3', 'null', '[1,{"client_id":2}]', '{"a":1}']) {
      store.setItem(outbox.key, junk);
      expect(new Outbox(store, SERVER).entries).toEqual([]);
    }
  });
});

describe('session', () => {
  it('is kept per server and forgotten with what was read', () => {
    const store = memoryStore();
    const sessions = new SessionStore(store, SERVER);
    expect(sessions.read()).toBeNull();
    sessions.write({ id: 'c1', token: 't1' });
    sessions.writeReadSeq(7);
    expect(new SessionStore(store, SERVER).read()).toEqual({ id: 'c1', token: 't1' });
    expect(new SessionStore(store, 'https://other.example').read()).toBeNull();
    sessions.clear();
    expect(sessions.read()).toBeNull();
    expect(sessions.readSeq()).toBe(0);
  });

  it('is none when what is stored is no session', () => {
    const store = memoryStore();
    const sessions = new SessionStore(store, SERVER);
    for (const junk of ['{', '[]', '{"id":1,"token":"t"}', '{"id":"c"}', '"x"']) {
      store.setItem(sessions.key, junk);
      expect(sessions.read()).toBeNull();
    }
  });
});
