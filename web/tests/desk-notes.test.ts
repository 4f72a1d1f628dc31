import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Desk } from '../src/desk/desk';
import { Conversation } from '../src/desk/conversation';

describe('a note between staff', () => {
  const act =
    vi.fn<(id: string, action: string, body: Record<string, unknown>) => Promise<boolean>>();
  let conversation: Conversation;

  beforeEach(() => {
    act.mockReset();
    conversation = new Conversation({ me: { id: 's' }, act } as unknown as Desk, 'c');
  });

  const keys = () => act.mock.calls.map(([, , body]) => body['client_id']);

  it('keeps its id when the answer was lost and it is sent again', async () => {
    act.mockResolvedValueOnce(false).mockResolvedValueOnce(true);
    expect(await conversation.note('calls at noon')).toBe(false);
    expect(await conversation.note('calls at noon')).toBe(true);
    expect(keys()[0]).toBe(keys()[1]);
  });

  it('is another one once it was left, and when it says something else', async () => {
    act.mockResolvedValueOnce(true).mockResolvedValueOnce(false).mockResolvedValueOnce(true);
    await conversation.note('calls at noon');
    await conversation.note('calls at noon');
    await conversation.note('calls at one');
    expect(new Set(keys()).size).toBe(3);
  });
});
