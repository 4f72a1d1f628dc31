import type { Counts, Message, Page } from './inbox-api';
import { linesOf, NO_FILTERS, queryOf, withPage, type Filters, type Line } from './inbox-model';
import type { Labeller } from './labeller';

const PAGE = 50;
/** The most that one call answers with. */
const MOST = 200;
/** Beyond this nobody has looked at what is selected. */
const MOST_SELECTED = 500;

/** The list of messages as far as it was loaded. Says `change`. */
export class InboxStore extends EventTarget {
  filters: Filters = NO_FILTERS;
  messages: readonly Message[] = [];
  /** Lines on all pages. */
  total = 0;
  next: string | null = null;
  counts: Counts | null = null;
  /** Groups of which every message is shown. */
  opened: ReadonlyMap<string, readonly Message[]> = new Map();
  /** The line that has the focus, or had it last. */
  active: string | null = null;
  selected: ReadonlySet<string> = new Set();
  loaded = false;
  loading = false;
  /** Why the list could not be loaded. */
  problem: string | null = null;
  /** How many lists came. */
  fresh = 0;
  /** Counts lists: a slow answer to an older question must not replace a newer one. */
  private asked = 0;

  constructor(
    private readonly fetchPage: (query: URLSearchParams) => Promise<Page>,
    private readonly explain: (error: unknown) => string,
    readonly labeller: Labeller,
  ) {
    super();
  }

  get lines(): Line[] {
    return linesOf(this.messages, this.opened);
  }

  /** Whether a new list would take nothing away that somebody is in the middle of. */
  get isUntouched(): boolean {
    const { messages, opened, selected, labeller } = this;
    if (messages.length > MOST || opened.size + selected.size > 0) return false;
    return messages.every((message) => labeller.said(message).status === message.status);
  }

  lineOf(id: string | null): Line | null {
    return this.lines.find(({ message }) => message.id === id) ?? null;
  }

  get selectedLines(): Line[] {
    return this.lines.filter(({ message }) => this.selected.has(message.id));
  }

  /** Messages that a label of these lines' groups labels along: of the unfolded ones. */
  along(lines: readonly Line[]): Message[] {
    const chosen = new Set(lines.map(({ message }) => message.id));
    return lines
      .filter(({ member }) => !member)
      .flatMap(({ message }) => this.opened.get(message.group.id) ?? [])
      .filter((one) => !chosen.has(one.id) && this.labeller.said(one).status === 'new');
  }

  set(change: Partial<Pick<InboxStore, 'active' | 'selected' | 'counts'>>): void {
    Object.assign(this, change);
    this.changed();
  }

  /** Another list, from its top. */
  async narrow(change: Partial<Filters>): Promise<void> {
    this.filters = { ...this.filters, ...change };
    this.messages = [];
    this.active = null;
    this.loaded = false;
    await this.load();
  }

  /** Loads as much as is shown. */
  async load(): Promise<void> {
    const limit = Math.min(MOST, Math.max(PAGE, this.messages.length));
    const mark = this.labeller.mark();
    await this.ask(queryOf(this.filters, limit), (page) => {
      this.labeller.reloaded(mark);
      this.messages = page.messages;
      this.opened = new Map();
      this.selected = new Set();
      this.total = page.total;
      this.next = page.next;
      this.counts = page.counts;
      this.loaded = true;
      this.fresh += 1;
      if (!this.lineOf(this.active)) this.active = this.messages[0]?.id ?? null;
    });
  }

  async more(): Promise<void> {
    const { next } = this;
    if (next === null || this.loading) return;
    await this.ask(queryOf(this.filters, PAGE, { after: next }), (page) => {
      this.messages = withPage(this.messages, page.messages);
      this.next = page.next;
    });
  }

  /** Selects every line there is, so that all get one label. */
  async selectAll(): Promise<void> {
    while (this.next !== null && this.problem === null && this.messages.length < MOST_SELECTED) {
      await this.more();
    }
    this.set({ selected: new Set(this.messages.map(({ id }) => id)) });
  }

  /** Shows every message of a line's group, or the line alone again. */
  async unfold({ group }: Message): Promise<void> {
    if (this.opened.has(group.id)) {
      const { member, message } = this.lineOf(this.active) ?? {};
      const opened = new Map(this.opened);
      opened.delete(group.id);
      this.opened = opened;
      // The focus stays in the group, whose line is left of it.
      if (member && message?.group.id === group.id) {
        this.active = this.messages.find((one) => one.group.id === group.id)?.id ?? null;
      }
      this.changed();
      return;
    }
    await this.ask(queryOf(this.filters, MOST, { group: group.id }), (page) => {
      this.opened = new Map(this.opened).set(group.id, page.messages);
    });
  }

  private async ask(query: URLSearchParams, take: (page: Page) => void): Promise<void> {
    const asked = ++this.asked;
    this.loading = true;
    this.problem = null;
    this.changed();
    try {
      const page = await this.fetchPage(query);
      if (asked !== this.asked) return;
      take(page);
    } catch (error) {
      if (asked === this.asked) this.problem = this.explain(error);
    }
    if (asked !== this.asked) return;
    this.loading = false;
    this.changed();
  }

  private changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
