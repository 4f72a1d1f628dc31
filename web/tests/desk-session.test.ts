import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HttpError } from '../src/core/http';
import type { Translator } from '../src/core/i18n';
import type { StaffApi } from '../src/desk/api';
import { Desk } from '../src/desk/desk';
import type { Staff } from '../src/desk/model';
import type { DeskKey } from '../src/locales/desk/en';

const ANNA: Staff = {
  id: 's',
  name: 'Anna',
  email: 'anna@example.com',
  departments: ['technical'],
  level: 1,
  role: 'agent',
  presence: 'away',
};

interface FakeSocket {
  onopen?: (() => void) | null;
  onclose?: (() => void) | null;
  onmessage?: ((message: { data: string }) => void) | null;
  close: () => void;
}

describe('a session at the desk', () => {
  /** The newest one; its other end is the test. */
  let socket: FakeSocket;
  /** Answers what was said last of one's presence. */
  let answer: { resolve: (value: unknown) => void; reject: (error: unknown) => void };
  const setPresence = vi.fn(() => new Promise((resolve, reject) => (answer = { resolve, reject })));
  const conversations = vi.fn<() => Promise<unknown[]>>();
  let desk: Desk;

  const hello = (staff: Partial<Staff>): void =>
    socket.onmessage?.({ data: JSON.stringify({ hello: { staff: { ...ANNA, ...staff } } }) });

  beforeEach(() => {
    vi.useFakeTimers();
    setPresence.mockClear();
    conversations.mockReset().mockResolvedValue([]);
    const api = {
      login: () => Promise.resolve(ANNA),
      config: () => Promise.resolve({ departments: [], company: { name: 'Company' } }),
      stream: () => (socket = { close: () => undefined }),
      conversations,
      setPresence,
    };
    const words = { language: 'en', t: (key: string) => key } as unknown as Translator<DeskKey>;
    desk = new Desk(api as unknown as StaffApi, words);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is online after signing in, though the stream’s greeting is older', async () => {
    const signingIn = desk.login('anna@example.com', 'secret');
    await vi.waitFor(() => expect(setPresence).toHaveBeenCalledWith('online'));
    hello({ presence: 'away' });
    answer.resolve({});
    await signingIn;
    expect(desk.me?.presence).toBe('online');
  });

  it('stays away where the server refuses, and keeps what else came meanwhile', async () => {
    const signingIn = desk.login('anna@example.com', 'secret');
    await vi.waitFor(() => expect(setPresence).toHaveBeenCalled());
    hello({ level: 2 });
    answer.reject(new HttpError(429, { code: 'too_many_requests', message: 'Too many.' }));
    await signingIn;
    expect(desk.me).toMatchObject({ presence: 'away', level: 2 });
  });

  it('brings nobody back whose session has ended', async () => {
    const signingIn = desk.login('anna@example.com', 'secret');
    await vi.waitFor(() => expect(setPresence).toHaveBeenCalled());
    answer.reject(new HttpError(401, { code: 'not_signed_in', message: 'Sign in.' }));
    await signingIn;
    expect(desk.me).toBeNull();
    expect(desk.expired).toBe(true);
  });

  it('is over on the page, too, when it has ended elsewhere', async () => {
    const signingIn = desk.login('anna@example.com', 'secret');
    await vi.waitFor(() => expect(setPresence).toHaveBeenCalled());
    answer.resolve({});
    await signingIn;
    socket.onopen?.();
    conversations.mockRejectedValue(
      new HttpError(401, { code: 'not_signed_in', message: 'Sign in.' }),
    );
    // The stream is closed, and the next one does not open any more.
    socket.onclose?.();
    await vi.advanceTimersByTimeAsync(1_000);
    socket.onclose?.();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(desk.me).toBeNull();
    expect(desk.expired).toBe(true);
    expect(desk.phase).toBe('stopped');
  });
});
