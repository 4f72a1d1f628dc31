import type { LabelReply, Message } from '../src/desk/training/inbox-api';
import { Labeller } from '../src/desk/training/labeller';

export const AT = '2026-11-28T14:00:00+07:00';
export const COUNTS = { new: 0, labelled: 0, written: 0, dismissed: 0 };

export function message(id: string, more: Partial<Message> = {}): Message {
  return {
    id,
    conversation_id: `c-${id}`,
    at: AT,
    text: `about ${id}`,
    language: 'en',
    intent: 'invoice',
    confidence: 0.5,
    certainty: 0.5,
    ranking: [{ intent: 'invoice', confidence: 0.5 }],
    outcome: 'open',
    corrected_to: null,
    other_intent: null,
    status: 'new',
    label: null,
    labelled_at: null,
    labelled_by: null,
    group: { id, size: 1 },
    ...more,
  };
}

export const reply = (labelled: string[], more: Partial<LabelReply> = {}): LabelReply => ({
  labelled,
  overruled: [],
  counts: COUNTS,
  ...more,
});

/** A server whose answers are given by hand. */
export class Server {
  readonly asked: { ids: string[]; label: string | null; whole: boolean }[] = [];
  private readonly open: ((answer: LabelReply | Error) => void)[] = [];

  readonly labeller = new Labeller({
    send: (ids, label, whole) => {
      this.asked.push({ ids, label, whole });
      return new Promise((resolve, reject) => {
        this.open.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
      });
    },
    explain: (error) => (error as Error).message,
    name: () => 'Tam',
    now: () => AT,
  });

  async answer(answer: LabelReply | Error): Promise<void> {
    this.open.shift()?.(answer);
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }

  give(messages: Message[], label: string, along: Message[] = []): void {
    this.labeller.give([{ label, messages, along, wholeGroups: true }]);
  }
}

export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};
