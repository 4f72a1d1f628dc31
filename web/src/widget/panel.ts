import { html, nothing, type TemplateResult } from 'lit/html.js';
import { loadMessages, type Translator } from '../core/i18n';
import type { ChatEvent } from '../core/protocol';
import { dayKey } from '../core/time';
import type { WidgetKey } from '../locales/en';
import { widgetEnglish, widgetLoaders } from '../locales/widget';
import { VisitorApi } from './api';
import { bars } from './bars';
import { ChatClient, type Snapshot } from './client';
import { composer, length, type ComposerModel } from './composer';
import type { Identity, IdentityProvider } from './extras';
import { Follow } from './follow';
import { panelHeader, shownDepartment } from './header';
import { buildItems } from './log';
import { logStyles } from './log-styles';
import { logItems, typingBubble } from './log-view';
import type { More } from './more';
import { panelStyles } from './panel-styles';
import { deviceStore, Shelf } from './storage';
import { showInTitle } from './title';
import { View } from './view';
import { watch } from './watch';

/** The longest message in characters, until the server has said its own limit. */
const USUAL_LENGTH = 4000;
const TYPING_EVERY_MS = 3_000;
/** Opening hours are asked again while the chat is looked at. */
const HOURS_EVERY_MS = 60_000;
/** Here the panel fills the screen, as its styles say. */
const FILLS_SCREEN = '(max-width: 480px), (max-height: 440px)';
const SOUND = 'sound';

export interface PanelOptions {
  server: string;
  language: string;
  department: string | null;
  onClose: () => void;
  /** @param news says the number in words */
  onUnread: (count: number, news: string) => void;
  onEvent: (event: ChatEvent) => void;
  onConversation: (id: string) => void;
}

/** The chat itself: header, log and composer around a {@link ChatClient}. */
export class Panel extends View {
  #snapshot!: Snapshot;
  #draft = '';
  #menuOpen = false;
  /** The part that is loaded when it is first needed could not be. */
  #lacking = false;
  #words!: Translator<WidgetKey>;
  #client!: ChatClient;
  #options!: PanelOptions;
  #shelf!: Shelf;
  #more: More | null = null;
  #loadingMore: Promise<More> | null = null;
  #typingSaid = 0;
  readonly #follow = new Follow(
    () => this.find('.log'),
    () => this.requestUpdate(),
  );
  #unwatch: (() => void) | null = null;
  #hoursTimer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super(panelStyles + logStyles);
  }

  /** Gives the panel what it works with, once. */
  async prepare(options: PanelOptions): Promise<void> {
    this.#options = options;
    this.#words = await loadMessages(widgetLoaders, widgetEnglish, options.language);
    const store = deviceStore();
    this.#shelf = new Shelf(store, options.server);
    this.#client = new ChatClient({
      api: new VisitorApi(options.server, (...call) => fetch(...call)),
      store,
      origin: options.server,
      language: this.#words.language,
      department: options.department,
      page: location.href.split('#')[0]?.slice(0, 500) ?? '',
      onChange: () => this.#refresh(),
      onEvent: (event) => this.#onEvent(event),
      onConversation: options.onConversation,
      onLanguage: (language) => void this.useLanguage(language),
    });
    this.#snapshot = this.#client.snapshot;
    this.hidden = true;
    this.setAttribute('exportparts', 'bubble, ticket, promise, rating, header, composer');
    if (this.#client.hasConversation) this.#begin();
  }

  get conversationId(): string | null {
    return this.#client.conversationId;
  }

  show(): void {
    this.hidden = false;
    this.#follow.behind = false;
    this.#begin();
    void this.#client.refreshConfig();
    clearInterval(this.#hoursTimer);
    this.#hoursTimer = setInterval(() => void this.#client.refreshConfig(), HOURS_EVERY_MS);
    this.#client.setReading(true);
    void this.updateComplete.then(() => {
      this.#follow.toEnd();
      this.#focusMain();
    });
  }

  hide(): void {
    this.hidden = true;
    this.#menuOpen = false;
    clearInterval(this.#hoursTimer);
    this.#client.setReading(false);
  }

  /** The element left the page. */
  suspend(): void {
    this.#client.stop();
    clearInterval(this.#hoursTimer);
    showInTitle(0);
    this.#unwatch?.();
    this.#unwatch = null;
  }

  /** The element is back on the page. */
  resume(): void {
    if (this.#client.hasConversation || !this.hidden) this.#begin();
  }

  async useLanguage(tag: string): Promise<void> {
    this.#words = await loadMessages(widgetLoaders, widgetEnglish, tag);
    await Promise.all([
      this.#client.setLanguage(this.#words.language),
      this.#more?.useLanguage(this.#words.language),
    ]);
    this.#refresh();
  }

  /** Says who the visitor is; null when nobody is signed in any more. */
  async identify(who: Identity | IdentityProvider | null): Promise<void> {
    const { identify } = await import('./extras');
    await identify(this.#client, who);
  }

  #begin(): void {
    this.#unwatch ??= watch({
      storage: (key) => this.#client.onStorage(key),
      wake: () => {
        const visible = document.visibilityState === 'visible';
        if (visible) this.#client.nudge();
        this.#client.setReading(visible && !this.hidden);
      },
      viewport: () => {
        const view = window.visualViewport;
        this.style.setProperty('--viewport', `${view?.height}px`);
        this.style.setProperty('--viewport-top', `${view?.offsetTop}px`);
        this.#follow.toEnd();
      },
    });
    void this.#client.start();
  }

  #onEvent(event: ChatEvent): void {
    this.#options.onEvent(event);
    this.#more?.take(event);
    const speaks = event.author.kind === 'bot' || event.author.kind === 'staff';
    if (speaks && this.#sound && (this.hidden || document.hidden)) {
      void import('./more').then(({ chime }) => chime());
    }
  }

  #refresh(): void {
    const before = this.#snapshot.phase;
    this.#snapshot = this.#client.snapshot;
    const { unread, phase } = this.#snapshot;
    if (before !== phase && this.#connected) void this.#more?.attachments.resume();
    this.#options.onUnread(unread, this.#words.n('unread', unread));
    showInTitle(unread);
    if (this.#needsMore) this.#reach();
    this.requestUpdate();
  }

  protected override drawn(): void {
    this.#follow.toEnd();
  }

  get #connected(): boolean {
    return this.#snapshot.phase === 'live' || this.#snapshot.phase === 'polling';
  }

  get #sound(): boolean {
    return this.#shelf.read(SOUND) === true;
  }

  get #ended(): boolean {
    return this.#snapshot.log.conversation?.owner === 'closed';
  }

  /** Files and the rating are shown by what is loaded when it is first needed. */
  get #needsMore(): boolean {
    return (
      !this.#more &&
      !this.hidden &&
      (this.#ended || this.#snapshot.log.events.some(({ kind }) => kind === 'file'))
    );
  }

  #need(): Promise<More> {
    this.#loadingMore ??= import('./more').then(async ({ createMore, moreStyles }) => {
      const more = await createMore(this.#client, this.#words.language, {
        department: this.#options.department,
        onChange: () => this.requestUpdate(),
        dropOn: this,
        onSheet: (open) => void this.updateComplete.then(() => this.#focusSheet(open)),
      });
      this.addStyles(moreStyles);
      this.#more = more;
      this.#lacking = false;
      this.requestUpdate();
      return more;
    });
    this.#loadingMore.catch(() => {
      this.#loadingMore = null;
      this.#lacking = true;
      this.requestUpdate();
    });
    return this.#loadingMore;
  }

  readonly #reach = (): void => void this.#need().catch(() => undefined);

  #withMore(work: (more: More) => void): void {
    void this.#need().then(work, () => undefined);
  }

  #focusMain(): void {
    this.find<HTMLElement>('.composer textarea')?.focus();
  }

  #focusSheet(open: boolean): void {
    if (!open) return this.#focusMain();
    const wrong = this.find<HTMLElement>('.sheet [aria-invalid="true"]');
    (wrong ?? this.find<HTMLElement>('.sheet h3'))?.focus();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation();
    if (this.#menuOpen) this.#toggleMenu(false);
    else if (this.#more?.hasSheet) this.#more.closeSheet();
    else this.#options.onClose();
  };

  get #fillsScreen(): boolean {
    return matchMedia(FILLS_SCREEN).matches;
  }

  #toggleMenu(open: boolean): void {
    const change = (): void => {
      this.#menuOpen = open;
      this.requestUpdate();
      void this.updateComplete.then(() => {
        const target = open ? '.menu button' : '.header [aria-haspopup]';
        this.find<HTMLElement>(target)?.focus();
      });
    };
    if (open) this.#withMore(change);
    else change();
  }

  #submit(): void {
    const text = this.#draft.trim();
    if (text === '' || length(text) > this.#maxLength) return;
    this.#draft = '';
    this.#follow.behind = false;
    this.#client.say(text);
    this.#focusMain();
  }

  get #maxLength(): number {
    return this.#snapshot.config?.limits?.message_characters ?? USUAL_LENGTH;
  }

  #attach(files: Iterable<File>): void {
    // A live list, such as an input's, is empty again by the time that it is used.
    const chosen = [...files];
    if (chosen.length === 0) return;
    this.#follow.behind = false;
    this.#withMore((more) => more.attachments.add(chosen));
  }

  protected override template(): TemplateResult {
    const words = this.#words;
    const snapshot = this.#snapshot;
    const more = this.#more;
    const menuOpen = this.#menuOpen;
    const company = snapshot.config?.company.name ?? '';
    const covered = more?.hasSheet ?? false;
    return html`
      <section
        role="dialog"
        class="dialog"
        aria-label=${words.t('panel.label', { company })}
        aria-modal=${this.#fillsScreen ? 'true' : nothing}
        @keydown=${this.#onKey}
        @click=${() => menuOpen && this.#toggleMenu(false)}
        @dragenter=${this.#reach}
      >
        ${this.#turn(covered ? '.sheet [type="button"]' : '.composer textarea')}
        ${panelHeader(words, snapshot, {
          department: this.#options.department,
          menuOpen,
          onReach: this.#reach,
          onMenu: () => this.#toggleMenu(!menuOpen),
          onClose: () => this.#options.onClose(),
        })}
        ${menuOpen && more ? this.#renderMenu(more) : nothing}
        <div class="body">
          ${bars(words, snapshot, {
            department: covered ? null : shownDepartment(snapshot, this.#options.department),
            said: this.#lacking ? words.t('panel.lacking') : (more?.said ?? null),
            onSaid: () => {
              this.#lacking = false;
              if (more) more.said = null;
              this.requestUpdate();
            },
            onTicket: () => this.#withMore((loaded) => loaded.ask('ticket')),
            onDismiss: () => this.#client.dismissNotice(),
          })}
          ${this.#renderLog(covered)} ${composer(words, this.#composerModel(covered))}
          ${more?.renderSheet() ?? nothing} ${more?.renderDrop() ?? nothing}
        </div>
        ${this.#turn('.header button')}
      </section>
    `;
  }

  /** Where the panel fills the screen, Tab goes round in it: what lies behind can't be seen. */
  #turn(to: string): unknown {
    const go = (): void => this.find<HTMLElement>(to)?.focus();
    return this.#fillsScreen ? html`<span tabindex="0" @focus=${go}></span>` : nothing;
  }

  #renderMenu(more: More): unknown {
    const snapshot = this.#snapshot;
    const words = this.#words;
    return more.renderMenu(
      {
        language: words.language,
        languages: snapshot.config?.languages ?? [],
        sound: this.#sound,
        begun: snapshot.log.events.length > 0,
        ended: this.#ended,
        onSound: (on) => {
          this.#shelf.write(SOUND, on);
          this.requestUpdate();
        },
        onLanguage: (tag) => {
          this.#toggleMenu(false);
          void this.useLanguage(tag);
          void this.#client.chooseLanguage(tag).catch(() => undefined);
        },
      },
      () => this.#toggleMenu(false),
    );
  }

  #renderLog(covered: boolean): TemplateResult {
    const words = this.#words;
    const snapshot = this.#snapshot;
    const more = this.#more;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const items = buildItems(snapshot.log, snapshot.outbox, {
      connected: this.#connected,
      day: (iso) => dayKey(iso, zone),
    });
    const rated = items.at(-1)?.type === 'rating';
    return html`<div
      class="log"
      role="log"
      aria-live="polite"
      aria-relevant="additions"
      aria-label=${words.t('log.label')}
      aria-busy=${String(!snapshot.ready)}
      tabindex="0"
      ?inert=${covered}
      @scroll=${this.#follow.scrolled}
    >
      ${
        snapshot.ready || items.length > 0
          ? nothing
          : html`<p class="loading">${words.t('panel.loading')}</p>`
      }
      ${logItems(items, {
        words,
        zone,
        config: snapshot.config,
        origin: this.#options.server,
        file: (file) => more?.renderFile(file),
        onButton: (button) => {
          this.#follow.behind = false;
          this.#client.say(button.title, button.payload);
          this.#focusMain();
        },
        onRetry: (clientId) => this.#client.retry(clientId),
        onDiscard: (clientId) => this.#client.discard(clientId),
      })}
      ${more?.renderUploads(this.#connected) ?? nothing}
      ${this.#ended && !rated && more ? more.renderRating() : nothing}
      ${typingBubble(words, snapshot.typing)}
      ${
        this.#follow.behind
          ? html`<button class="jump" type="button" @click=${() => this.#follow.resume()}>
              ${words.t('log.jump')}
            </button>`
          : nothing
      }
    </div>`;
  }

  #composerModel(covered: boolean): ComposerModel {
    return {
      draft: this.#draft,
      most: this.#maxLength,
      covered,
      accept: this.#snapshot.config?.upload?.accept ?? null,
      onInput: (text) => {
        this.#draft = text;
        this.requestUpdate();
        const now = Date.now();
        if (text.trim() === '' || now - this.#typingSaid < TYPING_EVERY_MS) return;
        this.#typingSaid = now;
        this.#client.sayTyping();
      },
      onSubmit: () => this.#submit(),
      onFiles: (files) => this.#attach(files),
      onReach: this.#reach,
    };
  }
}

if (!customElements.get('frontdesk-panel')) customElements.define('frontdesk-panel', Panel);

/** A panel with its texts loaded, not yet on the page. */
export async function createPanel(options: PanelOptions): Promise<Panel> {
  const panel = document.createElement('frontdesk-panel') as Panel;
  await panel.prepare(options);
  return panel;
}

declare global {
  interface HTMLElementTagNameMap {
    'frontdesk-panel': Panel;
  }
}
