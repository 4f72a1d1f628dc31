import { describe, expect, it, vi } from 'vitest';
import { HttpError, UnreachableError } from '../src/core/http';
import { OutgoingFiles } from '../src/core/outgoing';
import type { FileData } from '../src/core/protocol';

const kept = (file: File): FileData => ({
  id: `id-${file.name}`,
  name: file.name,
  type: 'text/plain',
  size: file.size,
});

const file = (name: string, size = 3): File => new File(['x'.repeat(size)], name);

describe('files of a message that is being written', () => {
  it('are uploaded at once and sent by their ids', async () => {
    const files = new OutgoingFiles((one) => Promise.resolve(kept(one)), vi.fn());
    const added = files.add([file('a.log'), file('b.log')]);
    expect(files.busy).toBe(true);
    await added;
    expect(files.busy).toBe(false);
    expect(files.ids).toEqual(['id-a.log', 'id-b.log']);
    files.clear();
    expect(files.ids).toEqual([]);
  });

  it('are refused before a byte is sent when they are too large or empty', async () => {
    const upload = vi.fn();
    const files = new OutgoingFiles(upload, vi.fn());
    files.mostBytes = 5;
    await files.add([file('large', 6), file('empty', 0)]);
    expect(files.list.map(({ error }) => error)).toEqual(['file_too_large', 'file_empty']);
    expect(upload).not.toHaveBeenCalled();
    // What was refused must be removed first: a message without it may not be what is meant.
    expect(files.busy).toBe(true);
    for (const { key } of files.list) files.remove(key);
    expect(files.busy).toBe(false);
  });

  it('can be tried again after a failure, which says why', async () => {
    const answers = [
      new UnreachableError(),
      new HttpError(415, { code: 'file_type_not_allowed', message: '' }),
    ];
    const upload = (one: File): Promise<FileData> => {
      const error = answers.shift();
      return error ? Promise.reject(error) : Promise.resolve(kept(one));
    };
    const files = new OutgoingFiles(upload, vi.fn());
    await files.add([file('a.log')]);
    const key = files.list[0]?.key ?? '';
    expect(files.list[0]?.error).toBe('away');
    await files.retry(key);
    expect(files.list[0]?.error).toBe('file_type_not_allowed');
    await files.retry(key);
    expect(files.ids).toEqual(['id-a.log']);
  });

  it('stay removed when they arrive later', async () => {
    let arrive: (file: FileData) => void = () => undefined;
    const files = new OutgoingFiles(() => new Promise((resolve) => (arrive = resolve)), vi.fn());
    const added = files.add([file('a.log')]);
    files.remove(files.list[0]?.key ?? '');
    arrive(kept(file('a.log')));
    await added;
    expect(files.list).toEqual([]);
  });
});
