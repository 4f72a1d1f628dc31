import { describe, expect, it } from 'vitest';
import { HttpError, UnreachableError } from '../src/core/http';
import { Seen, countAfter, linesOf } from '../src/desk/log-lines';
import type { StaffEvent } from '../src/desk/model';
import { StaffUploads, type SendFile } from '../src/desk/staff-files';
import { TextDrafts, type Store } from '../src/desk/text-drafts';
import { safeAddress } from '../src/desk/visitor';

function event(seq: number, more: Partial<StaffEvent> = {}): StaffEvent {
  return {
    seq,
    kind: 'message',
    at: `2026-11-25T1${seq % 10}:00:00+07:00`,
    author: { kind: 'visitor' },
    text: `message ${seq}`,
    ...more,
  };
}

function store(): Store {
  const kept = new Map<string, string>();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
    key: (at) => [...kept.keys()][at] ?? null,
    get length() {
      return kept.size;
    },
  };
}

describe('the log', () => {
  it('begins a new day where the policy’s zone does', () => {
    const events = [
      event(1, { at: '2026-11-25T16:59:00Z' }),
      event(2, { at: '2026-11-25T17:01:00Z' }),
      event(3, { at: '2026-11-25T17:02:00Z' }),
    ];
    const days = linesOf(events, 'Asia/Ho_Chi_Minh', null).map(({ newDay }) => newDay);
    expect(days).toEqual([true, true, false]);
  });

  it('has one line above the first message of the visitor that was not read', () => {
    const events = [event(1), event(2, { author: { kind: 'staff' } }), event(3), event(4)];
    const marked = (after: number | null): number[] =>
      linesOf(events, 'UTC', after)
        .filter(({ firstUnread }) => firstUnread)
        .map((line) => line.event.seq);
    expect(marked(1)).toEqual([3]);
    expect(marked(0)).toEqual([1]);
    expect(marked(4)).toEqual([]);
    expect(marked(null)).toEqual([]);
  });

  it('counts what the visitor sent, and nothing else', () => {
    const events = [
      event(1),
      event(2, { kind: 'file' }),
      event(3, { kind: 'state' }),
      event(4, { author: { kind: 'staff' } }),
      event(5),
    ];
    expect(countAfter(events, 1)).toBe(2);
  });

  it('remembers how far each conversation was seen, the latest ones', () => {
    const seen = new Seen(store());
    expect(seen.of('a')).toBeNull();
    seen.note('a', 3);
    seen.note('b', 1);
    seen.note('a', 5);
    expect([seen.of('a'), seen.of('b')]).toEqual([5, 1]);
    for (let number = 0; number < 300; number += 1) seen.note(`c${number}`, 1);
    expect([seen.of('a'), seen.of('c299')]).toEqual([null, 1]);
  });
});

describe('drafts', () => {
  it('are kept by person, conversation and kind: a note never becomes a message', () => {
    const drafts = new TextDrafts(store());
    drafts.write('s1', 'c1', 'note', 'he is rude');
    drafts.write('s1', 'c2', 'reply', 'Hello');
    expect(drafts.read('s1', 'c1', 'reply')).toBe('');
    expect(drafts.read('s1', 'c1', 'note')).toBe('he is rude');
    expect(drafts.read('s2', 'c2', 'reply')).toBe('');
    drafts.write('s1', 'c2', 'reply', '');
    expect(drafts.read('s1', 'c2', 'reply')).toBe('');
  });

  it('are gone when somebody signs out, and nothing else is', () => {
    const kept = store();
    const drafts = new TextDrafts(kept);
    kept.setItem('other', 'stays');
    drafts.write('s1', 'c1', 'note', 'one');
    drafts.write('s1', 'c2', 'reply', 'two');
    drafts.clear();
    expect([kept.length, kept.getItem('other')]).toEqual([1, 'stays']);
  });

  it('do not break a page whose browser keeps nothing', () => {
    const full = {
      ...store(),
      setItem: () => {
        throw new Error('full');
      },
    } as unknown as Store;
    const drafts = new TextDrafts(full);
    drafts.write('s1', 'c1', 'reply', 'text');
    expect(new TextDrafts(null).read('s1', 'c1', 'reply')).toBe('');
  });
});

describe('files', () => {
  const file = (name: string, size = 3): File => new File([new Uint8Array(size)], name);

  function uploads(send: SendFile, most = 100): StaffUploads {
    return new StaffUploads(
      send,
      (error) => (error instanceof HttpError ? error.code : 'away'),
      () => undefined,
      () => most,
      (megabytes) => `larger than ${megabytes}`,
    );
  }
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
  const done = { seq: 1, file: { id: 'f', name: 'a', type: 'image/png', size: 3 } };

  it('go one after the other, each under its own name', async () => {
    const names: string[] = [];
    let running = 0;
    const files = uploads(async (upload) => {
      running += 1;
      expect(running).toBe(1);
      names.push(upload.name);
      await settled();
      running -= 1;
      return done;
    });
    files.add([file('a.png'), file('b.png')]);
    await settled();
    await settled();
    await settled();
    expect(names).toEqual(['a.png', 'b.png']);
    expect(files.all).toEqual([]);
  });

  it('stay with the reason when they fail, and are sent again under the same id', async () => {
    const ids: string[] = [];
    let away = true;
    const files = uploads(async (upload) => {
      ids.push(upload.clientId);
      if (away) throw new UnreachableError();
      return done;
    });
    files.add([file('a.png')]);
    await settled();
    const [failed] = files.all;
    expect([failed?.failed, failed?.again]).toEqual(['away', true]);
    away = false;
    if (failed) files.retry(failed);
    await settled();
    expect(files.all).toEqual([]);
    expect(ids[0]).toBe(ids[1]);
  });

  it('are not offered again where the server has refused them for good', async () => {
    const files = uploads(async () => {
      throw new HttpError(415, { code: 'unsupported', message: '' });
    });
    files.add([file('a.exe'), file('huge.png', 2_000)]);
    await settled();
    expect(files.all.map(({ failed, again }) => [failed, again])).toEqual([
      ['unsupported', false],
      ['larger than 0', false],
    ]);
  });

  it('vanish when their event has come', () => {
    const files = uploads(() => new Promise(() => undefined));
    files.add([file('a.png')]);
    files.arrived(new Set([files.all[0]?.clientId]));
    expect(files.all).toEqual([]);
  });
});

describe('a visitor’s page', () => {
  it('is opened only where it is a page', () => {
    expect(safeAddress('https://azdigi.com/vps')).toBe('https://azdigi.com/vps');
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', 'nonsense', '', null]) {
      expect(safeAddress(bad)).toBeNull();
    }
  });
});
