import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { loadMessages, type Translator } from '../core/i18n';
import type { ChatEvent } from '../core/protocol';
import { dayKey } from '../core/time';
import { widget as english, type WidgetKey } from '../locales/en';
import { widgetLoaders } from '../locales/widget';
import { VisitorApi } from './api';
import { ChatClient, type Snapshot } from './client';
import { bars } from './bars';
import { panelHeader } from './header';
import { sendIcon } from './icons';
import { buildItems } from './log';
import { logItems } from './log-view';
import { logStyles } from './log-styles';
import { panelStyles } from './panel-styles';
import { deviceStore } from './storage';

/** The longest message in characters, until the server has said its own limit. */
const USUAL_LENGTH = 4000;
/** From here on the composer says how many characters are left. */
const HINT_LEFT = 400;
const TYPING_EVERY_MS = 3_000;
/** This near to the end the log follows what is new. */
const FOLLOW_PX = 80;

export interface PanelOptions {
  server: string;
  language: string;
  department: string | null;
  onClose: () => void;
  /** @param news says the number in words */
  onUnread: (count: number, news: string) => void;
  onEvent: (event: ChatEvent) => void;
}

/** The chat itself: header, log and composer around a {@link ChatClient}. */
@customElement('frontdesk-panel')
export class Panel extends LitElement {
  static override styles = [panelStyles, logStyles];

  @state() private snapshot!: Snapshot;
  @state() private draft = '';
  @state() private confirming = false;
  @state() private behind = false;
  @query('.log') private readonly logElement!: HTMLElement | null;
  @query('textarea') private readonly composer!: HTMLTextAreaElement | null;

  private words!: Translator<WidgetKey>;
  private client!: ChatClient;
  private options!: PanelOptions;
  private typingSaid = 0;
  private follow = true;

  /** Gives the panel what it works with, once. */
  async prepare(options: PanelOptions): Promise<void> {
    this.options = options;
    this.words = await loadMessages(widgetLoaders, english, options.language);
    this.client = new ChatClient({
      api: new VisitorApi(options.server, (...call) => fetch(...call)),
      store: deviceStore(),
      origin: options.server,
      language: this.words.language,
      department: options.department,
      page: location.href.split('#')[0]?.slice(0, 500) ?? '',
      onChange: () => this.refresh(),
      onEvent: options.onEvent,
    });
    this.snapshot = this.client.snapshot;
    this.hidden = true;
    this.setAttribute('exportparts', 'bubble, ticket, promise, header, composer');
    if (this.client.hasConversation) this.begin();
  }

  show(): void {
    this.hidden = false;
    this.follow = true;
    this.begin();
    void this.client.refreshConfig();
    this.client.setReading(true);
    void this.updateComplete.then(() => {
      this.toEnd();
      this.composer?.focus();
    });
  }

  hide(): void {
    this.hidden = true;
    this.confirming = false;
    this.client.setReading(false);
  }

  /** The element left the page. */
  suspend(): void {
    this.client.stop();
    removeEventListener('storage', this.onStorage);
    removeEventListener('online', this.onWake);
    removeEventListener('offline', this.onWake);
    document.removeEventListener('visibilitychange', this.onWake);
    window.visualViewport?.removeEventListener('resize', this.onViewport);
  }

  /** The element is back on the page. */
  resume(): void {
    if (this.client.hasConversation || !this.hidden) this.begin();
  }

  async useLanguage(tag: string): Promise<void> {
    this.words = await loadMessages(widgetLoaders, english, tag);
    await this.client.setLanguage(this.words.language);
    this.refresh();
  }

  private begin(): void {
    addEventListener('storage', this.onStorage);
    addEventListener('online', this.onWake);
    // A socket may outlive its network for long; asked, it is soon known to be dead.
    addEventListener('offline', this.onWake);
    document.addEventListener('visibilitychange', this.onWake);
    window.visualViewport?.addEventListener('resize', this.onViewport);
    void this.client.start();
  }

  private readonly onStorage = (event: StorageEvent): void => this.client.onStorage(event.key);

  private readonly onWake = (): void => {
    const visible = document.visibilityState === 'visible';
    if (visible) this.client.nudge();
    this.client.setReading(visible && !this.hidden);
  };

  /** A phone's keyboard shrinks what can be seen, not the page. */
  private readonly onViewport = (): void => {
    const height = window.visualViewport?.height;
    if (height) this.style.setProperty('--viewport', `${Math.round(height)}px`);
    if (this.follow) this.toEnd();
  };

  private refresh(): void {
    this.snapshot = this.client.snapshot;
    const { unread } = this.snapshot;
    this.options.onUnread(unread, this.words.n('unread', unread));
    this.requestUpdate();
  }

  protected override updated(): void {
    if (this.follow) this.toEnd();
  }

  private toEnd(): void {
    const log = this.logElement;
    if (log) log.scrollTop = log.scrollHeight;
  }

  private onScroll(): void {
    const log = this.logElement;
    if (!log) return;
    this.follow = log.scrollHeight - log.scrollTop - log.clientHeight < FOLLOW_PX;
    this.behind = !this.follow;
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation();
    if (this.confirming) this.confirming = false;
    else this.options.onClose();
  }

  private onComposerKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  private onInput(event: Event): void {
    this.draft = (event.target as HTMLTextAreaElement).value;
    const now = Date.now();
    if (this.draft.trim() === '' || now - this.typingSaid < TYPING_EVERY_MS) return;
    this.typingSaid = now;
    this.client.sayTyping();
  }

  private get maxLength(): number {
    return this.snapshot.config?.limits?.message_characters ?? USUAL_LENGTH;
  }

  private submit(): void {
    const text = this.draft.trim();
    if (text === '' || length(text) > this.maxLength) return;
    this.draft = '';
    this.follow = true;
    this.client.say(text);
    this.composer?.focus();
  }

  private renew(): void {
    this.confirming = false;
    void this.client.renew();
    this.composer?.focus();
  }

  protected override render(): TemplateResult {
    const { words, snapshot } = this;
    const company = snapshot.config?.company.name ?? '';
    return html`
      <section
        role="dialog"
        aria-label=${words.t('panel.label', { company })}
        style="display: contents"
        @keydown=${this.onKey}
      >
        ${panelHeader(words, snapshot, {
          department: this.options.department,
          onNew: () => (this.confirming = true),
          onClose: () => this.options.onClose(),
        })}
        ${bars(words, snapshot, {
          confirming: this.confirming,
          onConfirm: () => this.renew(),
          onKeep: () => {
            this.confirming = false;
            this.composer?.focus();
          },
          onDismiss: () => this.client.dismissNotice(),
        })}
        ${this.renderLog()} ${this.renderComposer()}
      </section>
    `;
  }

  private renderLog(): TemplateResult {
    const { words, snapshot } = this;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const items = buildItems(snapshot.log, snapshot.outbox, {
      connected: snapshot.phase === 'live' || snapshot.phase === 'polling',
      day: (iso) => dayKey(iso, zone),
    });
    return html`<div
      class="log"
      role="log"
      aria-live="polite"
      aria-relevant="additions"
      aria-label=${words.t('log.label')}
      aria-busy=${String(!snapshot.ready)}
      tabindex="0"
      @scroll=${this.onScroll}
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
        origin: this.options.server,
        onButton: (button) => {
          this.follow = true;
          this.client.say(button.title, button.payload);
          this.composer?.focus();
        },
        onRetry: (clientId) => this.client.retry(clientId),
        onDiscard: (clientId) => this.client.discard(clientId),
      })}
      ${this.renderTyping()}
      ${
        this.behind
          ? html`<button
              class="jump"
              type="button"
              @click=${() => {
                this.follow = true;
                this.behind = false;
              }}
            >
              ${words.t('log.jump')}
            </button>`
          : nothing
      }
    </div>`;
  }

  private renderTyping(): unknown {
    const { words } = this;
    const typing = this.snapshot.typing;
    if (!typing) return nothing;
    const name = typing.name ?? words.t('author.staff');
    const text = typing.kind === 'bot' ? words.t('typing.bot') : words.t('typing.staff', { name });
    return html`<div class="message last">
      <div class="bubble typing"><i></i><i></i><i></i><span class="sr">${text}</span></div>
    </div>`;
  }

  private renderComposer(): TemplateResult {
    const { words } = this;
    const used = length(this.draft.trim());
    const over = used > this.maxLength;
    const hint = over
      ? words.n('composer.too_long', used - this.maxLength)
      : used > this.maxLength - HINT_LEFT
        ? words.n('composer.left', this.maxLength - used)
        : '';
    return html`<div class="footer">
      <form
        class="composer ${over ? 'over' : ''}"
        part="composer"
        @submit=${(event: Event) => {
          event.preventDefault();
          this.submit();
        }}
      >
        <textarea
          rows="1"
          enterkeyhint="send"
          aria-label=${words.t('composer.label')}
          aria-describedby="hint"
          aria-invalid=${String(over)}
          placeholder=${words.t('composer.placeholder')}
          .value=${this.draft}
          @input=${this.onInput}
          @keydown=${this.onComposerKey}
        ></textarea>
        <button
          class="send"
          type="submit"
          aria-label=${words.t('composer.send')}
          ?disabled=${used === 0 || over}
        >
          ${sendIcon}
        </button>
      </form>
      <p id="hint" class=${hint === '' ? 'sr' : over ? 'hint over' : 'hint'} aria-live="polite">
        ${hint === '' ? words.t('composer.hint') : hint}
      </p>
    </div>`;
  }
}

/** Characters as the desk counts them: code points. */
function length(text: string): number {
  return [...text].length;
}

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
