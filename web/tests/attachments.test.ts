import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HttpError, UnreachableError } from '../src/core/http';
import { Attachments } from '../src/widget/attachments';
import type { ChatClient } from '../src/widget/client';
import { upload } from '../src/widget/extras';

vi.mock('../src/widget/extras', () => ({ upload: vi.fn(), download: vi.fn() }));

const send = vi.mocked(upload);
const config = { upload: { bytes: 100, accept: '.txt' } };
const client = { snapshot: { config } } as unknown as ChatClient;
const file = (name: string, bytes = 5): File => new File(['x'.repeat(bytes)], name);
const stored = (name: string) => ({
  seq: 2,
  file: { id: name, name, type: 'text/plain', size: 5 },
});

describe('files on their way', () => {
  let attachments: Attachments;

  beforeEach(() => {
    vi.useFakeTimers();
    send.mockReset();
    send.mockImplementation((_client, _blob, name) => Promise.resolve(stored(name)));
    attachments = new Attachments(client, () => undefined);
  });
  afterEach(() => vi.useRealTimers());

  const names = (): (string | null)[][] => attachments.uploads.map((one) => [one.name, one.error]);

  it('go out one after the other, in order', async () => {
    attachments.add([file('a'), file('b')]);
    await vi.runAllTimersAsync();
    expect(send.mock.calls.map(([, , name]) => name)).toEqual(['a', 'b']);
    expect(names()).toEqual([]);
  });

  it.each([
    ['a lost call', () => new UnreachableError()],
    ['a broken server', () => new HttpError(503, { code: 'busy', message: '' })],
  ])('go out again by themselves after %s, under the same name', async (_, failure) => {
    send.mockRejectedValueOnce(failure()).mockRejectedValueOnce(failure());
    attachments.add([file('a')]);
    await vi.advanceTimersByTimeAsync(0);
    expect(names()).toEqual([['a', null]]);
    await vi.runAllTimersAsync();
    expect(names()).toEqual([]);
    expect(send).toHaveBeenCalledTimes(3);
    expect(new Set(send.mock.calls.map(([, , , clientId]) => clientId)).size).toBe(1);
  });

  it('stay with the reason where the desk refuses them, and do not hold up the next', async () => {
    const refusal = new HttpError(415, { code: 'file_type_not_allowed', message: 'no' });
    send.mockRejectedValueOnce(refusal);
    attachments.add([file('a.exe'), file('b')]);
    await vi.runAllTimersAsync();
    expect(names()).toEqual([['a.exe', 'file_type_not_allowed']]);
    expect(send).toHaveBeenCalledTimes(2);
  });

  it('are refused without a call where the size says it all', async () => {
    attachments.add([file('large', 101), file('empty', 0)]);
    await vi.runAllTimersAsync();
    expect(names()).toEqual([
      ['large', 'file_too_large'],
      ['empty', 'file_empty'],
    ]);
    expect(send).not.toHaveBeenCalled();
  });
});
