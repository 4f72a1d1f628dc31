import { HttpError } from '../../core/http';
import { DISMISSED, type LabelReply, type Message, type Overruled, type Status } from './inbox-api';

/** What is said of a message, as the server has it or as it is going to have it. */
export interface Said {
  status: Status;
  label: string | null;
  by: string | null;
  at: string | null;
}

/** A label that was not taken. */
export interface Refusal {
  message: Labelable;
  label: string | null;
  wholeGroup: boolean;
  why: string;
}

/** One request: these messages get this label. */
interface Request {
  ids: string[];
  label: string | null;
  wholeGroups: boolean;
}

/** A doing of the trainer's on its way: one request or several. */
interface Deed {
  messages: Map<string, Labelable>;
  /** What it makes of the messages that the page shows. */
  said: Map<string, Said>;
  /** What stood there before. */
  before: Map<string, Said>;
  /** What the server has labelled of it. */
  done: Set<string>;
}

export interface Effects {
  send: (ids: string[], label: string | null, wholeGroups: boolean) => Promise<LabelReply>;
  explain: (error: unknown) => string;
  /** Who labels. */
  name: () => string | null;
  /** ISO 8601. */
  now: () => string;
}

/** A message as far as labels go. */
export type Labelable = Pick<Message, 'id' | 'status' | 'label' | 'labelled_by' | 'labelled_at'>;

/** What to label: messages, and those of the page that go with them because they say the same. */
export interface Wanted {
  label: string | null;
  messages: readonly Labelable[];
  along: readonly Labelable[];
  wholeGroups: boolean;
}

const NEW: Said = { status: 'new', label: null, by: null, at: null };
/** What the server says of messages; anything else would be said of every other request, too. */
const REFUSALS = [400, 404, 409];
/** The most that one request may label. */
const MOST = 500;

/**
 * Labels at once on the page and then, one request after the other, on the server. What the
 * server refuses is put back, with the reason. Says `change`, with the server's reply as its
 * detail where there is one.
 */
export class Labeller extends EventTarget {
  /** Why the last label of a message was not taken. */
  readonly refused = new Map<string, Refusal>();
  /** Whose label a message's new one replaced. */
  readonly overruled = new Map<string, Overruled>();
  /** What the server has confirmed since the list came. */
  private readonly confirmed = new Map<string, { said: Said; number: number }>();
  /** How many confirmations there were. */
  private number = 0;
  private readonly deeds: Deed[] = [];
  private readonly history: { deed: Deed; ended: Promise<void> }[] = [];
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly effects: Effects) {
    super();
  }

  /** Whether something is on its way. */
  get busy(): boolean {
    return this.deeds.length > 0;
  }

  get canUndo(): boolean {
    return this.history.length > 0;
  }

  said(message: Labelable): Said {
    const deed = this.deeds.findLast(({ said }) => said.has(message.id));
    return (
      deed?.said.get(message.id) ??
      this.confirmed.get(message.id)?.said ?? {
        status: message.status,
        label: message.label,
        by: message.labelled_by,
        at: message.labelled_at,
      }
    );
  }

  isSending({ id }: Labelable): boolean {
    return this.deeds.some(({ said }) => said.has(id));
  }

  /** To be taken before a list is asked for, and given to {@link reloaded} when it came. */
  mark(): number {
    return this.number;
  }

  /** A list came that knows what was confirmed up to this mark. */
  reloaded(mark: number): void {
    for (const [id, { number }] of this.confirmed) if (number <= mark) this.confirmed.delete(id);
    this.overruled.clear();
  }

  /** What was done so far can't be taken back any more: it stands in the data. */
  forgetHistory(): void {
    this.history.length = 0;
    this.changed(null);
  }

  /** Labels that were not taken are not wanted any more. */
  forget(ids: Iterable<string>): void {
    for (const id of [...ids]) this.refused.delete(id);
    this.changed(null);
  }

  /** Tries labels again that were not taken. */
  retry(ids: Iterable<string>): void {
    const wanted = new Map<string, Wanted & { messages: Labelable[] }>();
    for (const id of [...ids]) {
      const refusal = this.refused.get(id);
      if (!refusal) continue;
      const { message, label, wholeGroup } = refusal;
      const key = JSON.stringify([label, wholeGroup]);
      const alike = wanted.get(key) ?? { label, messages: [], along: [], wholeGroups: wholeGroup };
      alike.messages.push(message);
      wanted.set(key, alike);
    }
    if (wanted.size > 0) this.give([...wanted.values()]);
  }

  /** Waits until everything on its way has arrived or was put back. */
  settled(): Promise<void> {
    return this.last;
  }

  give(wanted: readonly Wanted[]): void {
    const deed = newDeed();
    const requests: Request[] = [];
    for (const { label, messages, along, wholeGroups } of wanted) {
      for (const message of [...messages, ...along]) {
        deed.messages.set(message.id, message);
        deed.before.set(message.id, this.said(message));
        deed.said.set(message.id, this.becomes(label));
      }
      const ids = messages.map(({ id }) => id);
      for (let at = 0; at < ids.length; at += MOST) {
        requests.push({ ids: ids.slice(at, at + MOST), label, wholeGroups });
      }
    }
    const ended = this.run(deed, () => requests);
    this.history.push({ deed, ended });
    this.changed(null);
  }

  /** Takes the last doing back; returns which messages that are shown it was about. */
  undo(): string[] {
    const last = this.history.pop();
    if (!last) return [];
    const { messages, before, done } = last.deed;
    const deed = { ...newDeed(), messages, said: new Map(before) };
    void this.run(deed, () => {
      const requests = new Map<string | null, string[]>();
      // Of a group, messages that the page does not show had no label before.
      for (const id of done) {
        const label = labelOf(before.get(id) ?? NEW);
        requests.set(label, [...(requests.get(label) ?? []), id]);
      }
      return [...requests].map(([label, ids]) => ({ ids, label, wholeGroups: false }));
    });
    this.changed(null);
    return [...before.keys()];
  }

  private run(deed: Deed, requests: () => Request[]): Promise<void> {
    this.deeds.push(deed);
    for (const id of deed.said.keys()) {
      this.refused.delete(id);
      this.overruled.delete(id);
    }
    // One after the other: the last word on a message must be the last one to arrive.
    this.last = this.last.then(() => this.send(deed, requests()));
    return this.last;
  }

  private async send(deed: Deed, requests: Request[]): Promise<void> {
    let reply: LabelReply | null = null;
    let away: string | null = null;
    const left = [...requests];
    for (let request = left.shift(); request; request = left.shift()) {
      let problem: string | null = away;
      if (problem === null) {
        try {
          reply = await this.effects.send(request.ids, request.label, request.wholeGroups);
          this.confirm(deed, request, reply);
          continue;
        } catch (error) {
          problem = this.effects.explain(error);
          if (!isRefusal(error)) away = problem;
          else if (request.ids.length > 1) {
            // One that can't be labelled holds up no other, and each gets its own reason.
            left.unshift(...request.ids.map((id) => ({ ...request, ids: [id] })));
            continue;
          }
        }
      }
      for (const id of request.ids) this.refuse(id, deed, request, problem);
    }
    this.deeds.splice(this.deeds.indexOf(deed), 1);
    const at = this.history.findIndex((one) => one.deed === deed);
    // What never happened can't be taken back.
    if (at >= 0 && deed.done.size === 0) this.history.splice(at, 1);
    this.changed(reply);
  }

  private changed(detail: LabelReply | null): void {
    this.dispatchEvent(new CustomEvent('change', { detail }));
  }

  private confirm(deed: Deed, request: Request, reply: LabelReply): void {
    for (const id of reply.labelled) {
      deed.done.add(id);
      const said = deed.said.get(id) ?? this.becomes(request.label);
      this.confirmed.set(id, { said, number: ++this.number });
    }
    for (const one of reply.overruled) this.overruled.set(one.id, one);
  }

  private refuse(id: string, deed: Deed, { label, wholeGroups }: Request, why: string): void {
    const message = deed.messages.get(id) ?? unseen(id);
    this.refused.set(id, { message, label, wholeGroup: wholeGroups, why });
  }

  private becomes(label: string | null): Said {
    if (label === null) return NEW;
    const status = label === DISMISSED ? 'dismissed' : 'labelled';
    const { name, now } = this.effects;
    return { status, label: label === DISMISSED ? null : label, by: name(), at: now() };
  }
}

function newDeed(): Deed {
  return { messages: new Map(), said: new Map(), before: new Map(), done: new Set() };
}

/** A message of a group, of which the page knows nothing but that it was labelled along. */
function unseen(id: string): Labelable {
  return { id, status: 'new', label: null, labelled_by: null, labelled_at: null };
}

/** What is sent to the server for a message to stand like this. */
function labelOf({ status, label }: Said): string | null {
  return status === 'dismissed' ? DISMISSED : label;
}

function isRefusal(error: unknown): boolean {
  return error instanceof HttpError && REFUSALS.includes(error.status);
}
