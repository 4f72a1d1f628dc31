/**
 * What a host page loads: the launcher, and nothing else until it is needed. The panel, its
 * texts and Lit come when the visitor reaches for the launcher, or at once where a conversation is
 * going on that may get news.
 */
import { launcherTexts } from '../locales/launcher';
import type { Identity, IdentityProvider } from './extras';
import { launcherStyles } from './launcher-styles';
import type { Panel } from './panel';

export type { Identity, IdentityProvider };

const SVG = 'http://www.w3.org/2000/svg';
const OPEN_ICON =
  'M12 3c-5 0-9 3.4-9 7.7 0 2.4 1.3 4.5 3.2 5.9-.1 1.2-.6 2.3-1.4 3.2-.3.3 0 .8.4.7 2-.2 3.7-.9 5-1.9.6.1 1.2.1 1.8.1 5 0 9-3.4 9-7.7S17 3 12 3z';
const CLOSE_ICON = 'M6 9.5l6 6 6-6';

/** Made by hand: a page that asks for Trusted Types lets nobody write markup. */
function icon(shape: string, attributes: Record<string, string>): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  for (const [name, value] of Object.entries({ d: shape, ...attributes })) {
    path.setAttribute(name, value);
  }
  svg.append(path);
  return svg;
}

/** The server: where this script came from. */
const server = new URL(import.meta.url).origin;

export class FrontdeskChat extends HTMLElement {
  static readonly observedAttributes = ['language', 'department'];

  readonly #button = document.createElement('button');
  readonly #badge = document.createElement('span');
  readonly #problem = document.createElement('p');
  readonly #root = document.createElement('div');
  #panel: Panel | null = null;
  #loading: Promise<Panel> | null = null;
  #isOpen = false;
  #unread = 0;
  /** Says how many messages are unread; the panel knows the words. */
  #news = '';
  /** Who the visitor is, kept until the chat is loaded. */
  #who: Identity | IdentityProvider | null | undefined;

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(launcherStyles);
    shadow.adoptedStyleSheets = [sheet];
    this.#root.className = 'root';
    this.#button.type = 'button';
    this.#button.className = 'launcher';
    this.#button.part.add('launcher');
    this.#button.append(
      icon(OPEN_ICON, { fill: 'currentColor' }),
      icon(CLOSE_ICON, {
        fill: 'none',
        stroke: 'currentColor',
        'stroke-width': '2.4',
        'stroke-linecap': 'round',
        'stroke-linejoin': 'round',
      }),
    );
    this.#badge.className = 'badge';
    this.#badge.hidden = true;
    this.#badge.setAttribute('aria-hidden', 'true');
    this.#button.append(this.#badge);
    this.#problem.className = 'problem';
    this.#problem.setAttribute('role', 'alert');
    this.#problem.hidden = true;
    this.#root.append(this.#problem, this.#button);
    shadow.append(this.#root);
    this.#button.addEventListener('click', () => void (this.#isOpen ? this.close() : this.open()));
    for (const reach of ['pointerenter', 'focus'] as const) {
      this.#button.addEventListener(reach, () => void this.#load().catch(() => undefined));
    }
  }

  connectedCallback(): void {
    this.#render();
    if (this.#panel) this.#panel.resume();
    else if (hasConversation()) whenIdle(() => void this.#load().catch(() => undefined));
  }

  disconnectedCallback(): void {
    this.#panel?.suspend();
  }

  attributeChangedCallback(name: string): void {
    if (name === 'language' && this.#panel) void this.#panel.useLanguage(this.languageTag);
    this.#render();
  }

  get languageTag(): string {
    return this.getAttribute('language') || document.documentElement.lang || 'en';
  }

  /** Opens the chat and puts the cursor into the composer. */
  async open(): Promise<void> {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#problem.hidden = true;
    this.#render();
    try {
      const panel = await this.#load();
      if (this.#isOpen) panel.show();
      this.#announce('frontdesk-open');
    } catch {
      this.#isOpen = false;
      this.#problem.hidden = false;
      this.#problem.textContent = launcherTexts(this.languageTag).failed;
    }
    this.#render();
  }

  /** Closes the chat and gives the focus back to the launcher. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#panel?.hide();
    this.#render();
    this.#button.focus();
    this.#announce('frontdesk-close');
  }

  /** Shows the chat in another language, given as a tag such as `en`. */
  setLanguage(tag: string): void {
    this.setAttribute('language', tag);
  }

  /** The conversation that is shown, once there is one. */
  get conversationId(): string | null {
    return this.#panel?.conversationId ?? null;
  }

  /**
   * Says who the visitor is, signed by the site's own server: an identity for this conversation,
   * or better a function that fetches one for the conversation that it is given, also for those
   * to come. `null` says that nobody is signed in any more. Loads nothing: before the chat is
   * opened it is only kept. Rejects when the desk does not believe it.
   */
  async identify(who: Identity | IdentityProvider | null): Promise<void> {
    this.#who = who;
    if (this.#panel) await this.#panel.identify(who);
    else if (who === null && hasConversation()) await (await this.#load()).identify(who);
  }

  /**
   * Calls `listener` on `open`, `close`, `message`, `unread`, `conversation` or `error`; returns
   * how to stop that.
   */
  on(name: string, listener: (detail: unknown) => void): () => void {
    const handle = (event: Event): void => listener((event as CustomEvent<unknown>).detail);
    this.addEventListener(`frontdesk-${name}`, handle);
    return () => this.removeEventListener(`frontdesk-${name}`, handle);
  }

  #load(): Promise<Panel> {
    this.#loading ??= import('./panel')
      .then(({ createPanel }) =>
        createPanel({
          server,
          language: this.languageTag,
          department: this.getAttribute('department'),
          onClose: () => this.close(),
          onUnread: (count, news) => {
            const changed = count !== this.#unread;
            this.#unread = count;
            this.#news = news;
            this.#render();
            if (changed) this.#announce('frontdesk-unread', { count });
          },
          onEvent: (event) => this.#announce('frontdesk-message', event),
          onConversation: (id) => this.#announce('frontdesk-conversation', { id }),
        }),
      )
      .then((panel) => {
        this.#panel = panel;
        this.#root.prepend(panel);
        const who = this.#who;
        if (who) {
          panel
            .identify(who)
            .catch((error: unknown) => this.#announce('frontdesk-error', { error }));
        }
        return panel;
      });
    this.#loading.catch(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  #announce(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #render(): void {
    const texts = launcherTexts(this.languageTag);
    const news = this.#unread > 0 ? `, ${this.#news}` : '';
    this.#root.classList.toggle('open', this.#isOpen);
    this.#root.classList.toggle('busy', this.#isOpen && !this.#panel);
    this.#button.setAttribute('aria-expanded', String(this.#isOpen));
    this.#button.setAttribute('aria-label', this.#isOpen ? texts.close : texts.open + news);
    this.#badge.hidden = this.#unread === 0 || this.#isOpen;
    this.#badge.textContent = this.#unread > 9 ? '9+' : String(this.#unread);
  }
}

/** Something of the chat is on this device: a conversation, or messages that wait. */
function hasConversation(): boolean {
  const prefix = `frontdesk:${server}:`;
  try {
    return Object.keys(localStorage).some(
      (key) => key === `${prefix}session` || key.startsWith(`${prefix}outbox:`),
    );
  } catch {
    return false;
  }
}

function whenIdle(work: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(work, { timeout: 2000 });
  else setTimeout(work, 300);
}

/** The script that named this module adds the element itself, unless the page has one. */
function addFromScript(): void {
  if (document.querySelector('frontdesk-chat')) return;
  const script = [...document.scripts].find((candidate) => candidate.src === import.meta.url);
  const element = document.createElement('frontdesk-chat');
  for (const name of ['department', 'language'] as const) {
    const value = script?.dataset[name];
    if (value) element.setAttribute(name, value);
  }
  document.body.append(element);
}

if (!customElements.get('frontdesk-chat')) {
  customElements.define('frontdesk-chat', FrontdeskChat);
  if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', addFromScript, { once: true });
  } else {
    addFromScript();
  }
}
