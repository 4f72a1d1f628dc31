import type { Phase } from '../core/connection';
import { HttpError, UnreachableError } from '../core/http';
import type { Translator } from '../core/i18n';
import { Link } from '../core/link';
import { offsetOf, type Zone } from '../core/time';
import type { WidgetDepartment } from '../core/protocol';
import type { DeskKey } from '../locales/desk/en';
import type { Action, StaffApi } from './api';
import {
  asRow,
  type Presence,
  type Row,
  type Staff,
  type StaffEvent,
  type TicketRow,
} from './model';
import type { PromiseNews } from './promises-api';
import { Conversation, forgetUnsent } from './conversation';
import { VIEWS, markRead, markUnread, withRow, withView, type Rows, type View } from './rows';

/** How often the page asks by itself while it has no stream. */
const POLL_PAUSE_MS = 4_000;
const CONFIG_EVERY_MS = 5 * 60_000;

/** Everything that the desk's page knows, and what can be done. Components listen to `change`. */
export class Desk extends EventTarget {
  me: Staff | null = null;
  departments: WidgetDepartment[] = [];
  company = '';
  zone: Zone = -new Date().getTimezoneOffset();
  /** The largest file, and the endings that a file dialog offers. */
  upload: { bytes: number; accept: string } | null = null;
  rows: Rows = new Map();
  view: View = 'queue';
  department = '';
  open: Conversation | null = null;
  phase: Phase = 'stopped';
  /** The lists have come at least once. */
  loaded = false;
  error: string | null = null;
  /** Why the sign-in page is shown again. */
  expired = false;
  /** The policy's clock minus this device's, in milliseconds. */
  private clockOffset = 0;
  private link: Link | null = null;
  private configTimer: ReturnType<typeof setInterval> | undefined;

  constructor(
    readonly api: StaffApi,
    readonly words: Translator<DeskKey>,
  ) {
    super();
  }

  /** Takes up the session of the cookie; false where there is none. */
  async resume(): Promise<boolean> {
    try {
      const staff = await this.api.session();
      if (staff) await this.begin(staff);
      return staff !== null;
    } catch (error) {
      this.report(error);
      return false;
    }
  }

  /** @throws HttpError or UnreachableError */
  async login(email: string, password: string): Promise<void> {
    await this.begin(await this.api.login(email, password));
    // Who signs in has come to work; whoever only wants to look can say so.
    if (this.me?.presence === 'away') await this.setPresence('online');
  }

  async logout(): Promise<void> {
    await this.attempt(() => this.api.logout());
    this.end(false);
  }

  async setPresence(presence: Presence): Promise<void> {
    if (!this.me) return;
    const before = this.me.presence;
    this.me = { ...this.me, presence };
    this.changed();
    const done = await this.attempt(() => this.api.setPresence(presence));
    // The stream may have said meanwhile what it was before; and the session may have ended.
    if (this.me) this.me = { ...this.me, presence: done ? presence : before };
    this.changed();
  }

  choose(view: View): void {
    this.view = view;
    this.changed();
    void this.refreshView(view);
  }

  filter(department: string): void {
    this.department = department;
    this.changed();
  }

  async show(id: string | null): Promise<void> {
    if (this.open?.id === id) return;
    this.open = id === null ? null : new Conversation(this, id);
    if (id !== null) this.rows = markRead(this.rows, id);
    this.changed();
    await this.open?.refresh();
  }

  /** Does something to a conversation; false when it was refused, and the page says why. */
  async act(id: string, action: Action, body: Record<string, unknown> = {}): Promise<boolean> {
    if (action === 'claim') this.dispatchEvent(new CustomEvent('claim', { detail: id }));
    const done = await this.attempt(() => this.api.act(id, action, body));
    await Promise.all([this.refreshView(this.view), this.refreshView('mine')]);
    if (this.open?.id === id) await this.open.refresh();
    return done;
  }

  /** Runs a call; says on the page why it failed. */
  async attempt(call: () => Promise<unknown>): Promise<boolean> {
    try {
      await call();
      return true;
    } catch (error) {
      this.report(error);
      return false;
    }
  }

  /** The conversation is shown up to `seq`: the visitor may know that it was read. */
  sendRead(id: string, seq: number): void {
    this.link?.send({ read: { conversation_id: id, seq } });
  }

  sendTyping(id: string): void {
    this.link?.send({ typing: { conversation_id: id } });
  }

  dismiss(): void {
    this.error = null;
    this.changed();
  }

  /** The policy's clock now, in milliseconds since 1970. */
  now(): number {
    return Date.now() + this.clockOffset;
  }

  departmentTitle(name: string | null | undefined): string {
    if (!name) return '';
    return this.departments.find((entry) => entry.name === name)?.title ?? name;
  }

  changed(): void {
    this.dispatchEvent(new Event('change'));
  }

  report(error: unknown): void {
    if (error instanceof HttpError && error.status === 401) this.end(true);
    else this.error = this.explain(error);
    this.changed();
  }

  /** An error as staff read it. */
  explain(error: unknown): string {
    const { words } = this;
    if (error instanceof UnreachableError) return words.t('error.away');
    if (!(error instanceof HttpError)) return words.t('error.other', { why: String(error) });
    if (error.status === 409 && error.code === 'already_owned') {
      const name = error.body.owner?.name;
      return name
        ? words.t('error.already_owned', { name })
        : words.t('error.already_owned.someone');
    }
    if (error.status === 403) return error.message || words.t('error.forbidden');
    if (error.status === 404) return words.t('error.not_found');
    if (error.status === 429) return words.t('error.limited');
    return words.t('error.other', { why: error.message || error.code });
  }

  private async begin(staff: Staff): Promise<void> {
    this.me = staff;
    this.error = null;
    this.expired = false;
    this.link = new Link({
      openSocket: () => this.api.stream(),
      poll: (signal) => this.poll(signal),
      onFrame: (frame) => this.onFrame(frame),
      onPhase: (phase) => this.onPhase(phase),
    });
    this.configTimer = setInterval(() => void this.refreshConfig(), CONFIG_EVERY_MS);
    await this.refreshConfig();
    this.link.start();
    this.changed();
  }

  private end(expired: boolean): void {
    this.link?.stop();
    this.link = null;
    clearInterval(this.configTimer);
    this.me = null;
    this.open = null;
    this.rows = new Map();
    this.loaded = false;
    // A session that merely ended loses nothing of what was being written.
    if (!expired) forgetUnsent();
    this.expired = expired;
    this.changed();
  }

  nudge(): void {
    this.link?.nudge();
  }

  private onPhase(phase: Phase): void {
    this.phase = phase;
    // Whatever happened while there was no stream is fetched anew.
    if (phase === 'live') void this.refreshAll();
    this.changed();
  }

  private async poll(signal: AbortSignal): Promise<void> {
    try {
      await this.fetchAll();
    } catch (error) {
      // Trying again brings no session back: it ended elsewhere, or somebody has left.
      if (error instanceof HttpError && error.status === 401) this.report(error);
      throw error;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, POLL_PAUSE_MS);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private async refreshAll(): Promise<void> {
    await this.attempt(() => this.fetchAll());
  }

  private async fetchAll(): Promise<void> {
    const wanted = VIEWS.filter((view) => view !== 'closed' || this.view === 'closed');
    await Promise.all(wanted.map((view) => this.fetchView(view)));
    await this.open?.fetch();
    this.loaded = true;
    this.changed();
  }

  private async refreshView(view: View): Promise<void> {
    await this.attempt(() => this.fetchView(view));
    this.changed();
  }

  private async fetchView(view: View): Promise<void> {
    const listed = await this.api.conversations(view);
    if (this.me) this.rows = withView(this.rows, view, listed, this.me, this.open?.id ?? null);
  }

  private async refreshConfig(): Promise<void> {
    try {
      const config = await this.api.config(this.words.language);
      this.departments = config.departments;
      this.company = config.company.name;
      this.upload = config.upload ?? null;
      const at = config.departments[0]?.chat.at;
      if (at) {
        this.clockOffset = Date.parse(at) - Date.now();
        this.zone = config.zone ?? offsetOf(at) ?? this.zone;
      }
      this.changed();
    } catch {
      // Titles and zone stay what they were; the next round asks again.
      return;
    }
  }

  private onFrame(frame: Record<string, unknown>): void {
    this.dispatchEvent(new CustomEvent('frame', { detail: frame }));
    if (isObject(frame['conversation'])) {
      const row = asRow(frame['conversation'] as unknown as Row);
      this.rows = withRow(this.rows, row, this.open?.id ?? null);
      if (this.open?.id === row.id) this.open.rowChanged();
    } else if (isObject(frame['event'])) {
      this.onEvent(frame['event'] as unknown as StaffEvent);
    } else if (isObject(frame['typing'])) {
      const id = frame['typing']['conversation_id'];
      if (this.open && this.open.id === id) this.open.visitorTypes();
    } else if (isObject(frame['gone'])) {
      // Transferred to a department that this person does not see.
      const next = new Map(this.rows);
      next.delete(String(frame['gone']['conversation_id']));
      this.rows = next;
    } else if (isObject(frame['hello']) && this.me) {
      // What this person may do, and where, may be different from before.
      this.me = { ...this.me, ...(frame['hello']['staff'] as Staff) };
    } else if (frame['refetch'] === true) {
      void this.refreshAll();
    } else if (isObject(frame['ticket'])) {
      const detail = frame['ticket'] as unknown as TicketRow;
      this.dispatchEvent(new CustomEvent<TicketRow>('ticket', { detail }));
    } else if (isObject(frame['promise'])) {
      const detail = frame['promise'] as unknown as PromiseNews;
      this.dispatchEvent(new CustomEvent<PromiseNews>('promise', { detail }));
    } else {
      return;
    }
    this.changed();
  }

  private onEvent(event: StaffEvent): void {
    const id = event.conversation_id;
    if (id === undefined) return;
    if (this.open?.id === id) this.open.take([event]);
    else if (event.author.kind === 'visitor') this.rows = markUnread(this.rows, id);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
