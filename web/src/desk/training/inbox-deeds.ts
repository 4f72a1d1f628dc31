import type { Translator } from '../../core/i18n';
import type { TrainingKey } from '../../locales/training/en';
import { DISMISSED, UNSURE, type Message } from './inbox-api';
import { byLabel, messagesOf, stepFrom, type Line } from './inbox-model';
import type { InboxStore } from './inbox-store';
import { rankingOf } from './label-options';
import type { Wanted } from './labeller';

/** Lines by the label that they get. */
export type Labels = ReadonlyMap<string, Line[]>;

/** What the page does for the trainer's doings. */
export interface Page {
  /** Asks what messages are; null where somebody thinks better of it. */
  choose: (message: Message | null, count: number) => Promise<string | null>;
  /** @param askedBack lines that can't be accepted because the assistant asked back */
  confirm: (kind: 'accept' | 'dismiss', labels: Labels, askedBack: number) => Promise<boolean>;
  tell: (text: string) => void;
  /** Brings the focus to a line. */
  go: (id: string) => void;
}

/** What a trainer does with the lines of the inbox: the selected ones, else the one with focus. */
export class Deeds {
  constructor(
    private readonly store: InboxStore,
    private readonly texts: Translator<TrainingKey>,
    private readonly page: Page,
  ) {}

  /** Takes what was understood; many at once are confirmed first. */
  async accept(line: Line | null): Promise<void> {
    const lines = this.meant(line);
    const [first] = lines;
    if (!first) return;
    if (lines.length > 1) {
      const asked = lines.filter(({ message }) => message.intent === UNSURE).length;
      const labels = byLabel(lines, ({ intent }) => (intent === UNSURE ? null : intent));
      // Where the assistant asked back everywhere there is nothing to accept.
      if (labels.size === 0) await this.chooseFirst(line);
      else if (await this.page.confirm('accept', labels, asked)) this.giveAll(labels);
    } else if (first.message.intent === UNSURE) {
      await this.chooseFirst(first);
    } else {
      this.give(lines, first.message.intent);
    }
  }

  private async chooseFirst(line: Line | null): Promise<void> {
    this.page.tell(this.texts.t('inbox.choose_first'));
    await this.choose(line);
  }

  async dismiss(line: Line | null): Promise<void> {
    const lines = this.meant(line);
    const labels = new Map([[DISMISSED, lines]]);
    if (lines.length > 1 && !(await this.page.confirm('dismiss', labels, 0))) return;
    this.give(lines, DISMISSED);
  }

  async choose(line: Line | null): Promise<void> {
    const lines = this.meant(line);
    const [first] = lines;
    if (!first) return;
    const only = lines.length === 1 ? first.message : null;
    const label = await this.page.choose(only, messagesOf(lines));
    if (label !== null) this.give(lines, label);
  }

  /** The guess of the ranking with this number, from 1 on. */
  pickDigit(line: Line | null, digit: number): void {
    const guess = line ? rankingOf(line.message)[digit - 1] : undefined;
    if (line && guess) this.pick(line, guess.intent);
  }

  /** One line, whatever is selected. */
  pick(line: Line, intent: string): void {
    if (this.isWritten(line)) this.page.tell(this.texts.t('inbox.is_written'));
    else this.give([line], intent);
  }

  undo(): void {
    const ids = this.store.labeller.undo();
    this.page.tell(this.texts.t(ids.length > 0 ? 'inbox.undone' : 'inbox.undo.nothing'));
    const back = this.store.lines.find(({ message }) => ids.includes(message.id));
    if (back) this.page.go(back.message.id);
  }

  private isWritten({ message }: Line): boolean {
    return this.store.labeller.said(message).status === 'written';
  }

  private meant(line: Line | null): Line[] {
    const { selectedLines } = this.store;
    const lines = selectedLines.length > 0 ? selectedLines : line ? [line] : [];
    const free = lines.filter((one) => !this.isWritten(one));
    if (free.length < lines.length) this.page.tell(this.texts.t('inbox.is_written'));
    return free;
  }

  private give(lines: Line[], label: string): void {
    if (lines.length > 0) this.giveAll(new Map([[label, lines]]));
  }

  private giveAll(labels: Labels): void {
    const { store, texts } = this;
    const all = [...labels.values()].flat();
    if (all.length === 0) return;
    const wanted = [...labels].flatMap(([label, lines]): Wanted[] => [
      this.wanted(label, lines, true),
      this.wanted(label, lines, false),
    ]);
    store.labeller.give(wanted.filter(({ messages }) => messages.length > 0));
    const n = messagesOf(all);
    const [only = ''] = labels.keys();
    if (labels.size > 1) this.page.tell(texts.n('inbox.gave.several', n, { intents: labels.size }));
    else if (only === DISMISSED) this.page.tell(texts.n('inbox.gave.dismissed', n));
    else if (all.length > 1) this.page.tell(texts.t('inbox.gave.selected', { n, intent: only }));
    else this.page.tell(texts.t(n > 1 ? 'inbox.gave.group' : 'inbox.gave', { n, intent: only }));
    store.set({ selected: new Set() });
    const given = new Set(all.map(({ message }) => message.id));
    const last = store.lines.findLast(({ message }) => given.has(message.id));
    if (last) this.goOn(last.message.id);
  }

  /** A group's line labels all of it; a message of an unfolded group only itself. */
  private wanted(label: string, lines: Line[], wholeGroups: boolean): Wanted {
    const chosen = lines.filter(({ member }) => member !== wholeGroups);
    const along = wholeGroups ? this.store.along(chosen) : [];
    return { label, messages: chosen.map(({ message }) => message), along, wholeGroups };
  }

  /** On to the next message that has no label, or simply to the next. */
  private goOn(from: string): void {
    const { lines, labeller, filters } = this.store;
    const at = lines.findIndex(({ message }) => message.id === from);
    const open = lines.slice(at + 1).find(({ message }) => labeller.said(message).status === 'new');
    const next = filters.status === 'new' && open ? open.message.id : stepFrom(lines, from, 1);
    if (next !== null) this.page.go(next);
  }
}
