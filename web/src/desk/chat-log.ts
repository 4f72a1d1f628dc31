import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { pageStyles } from '../core/page-styles';
import type { FileData } from '../core/protocol';
import { richText } from '../core/richtext-view';
import { longDay, moment, timeOfDay } from '../core/time';
import type { Draft } from './conversation';
import { DeskElement } from './element';
import { fileView } from './file-view';
import { countAfter, linesOf, type Line } from './log-lines';
import { logStyles } from './log-styles';
import type { StaffEvent } from './model';

const FOLLOW_PX = 80;

/** What was said in a conversation. It only shows; what is asked for is told by events. */
@customElement('chat-log')
export class ChatLog extends DeskElement {
  static override styles = [pageStyles, logStyles];

  @property() conversationId = '';
  @property({ attribute: false }) events: readonly StaffEvent[] = [];
  @property({ attribute: false }) drafts: readonly Draft[] = [];
  @property({ attribute: false }) unreadAfter: number | null = null;
  @property({ type: Boolean }) typing = false;
  @property({ attribute: false }) retry: (draft: Draft) => void = () => undefined;
  @property({ attribute: false }) discard: (draft: Draft) => void = () => undefined;
  /** The newest is in sight, and what comes stays so. */
  @state() private following = true;
  @query('.log') private readonly log!: HTMLElement | null;
  /** Up to where the newest was in sight. */
  private seen = 0;
  private shownAt = '';
  /** Where the log was scrolled to last. */
  private top = 0;

  /** What grows below what is in sight, such as an image that has come, pushes nothing out. */
  private readonly sizes = new ResizeObserver(() => this.stick());

  private stick(): void {
    const { log } = this;
    if (!log || !this.following) return;
    log.scrollTop = log.scrollHeight;
    this.top = log.scrollTop;
  }

  protected override firstUpdated(): void {
    if (this.log) this.sizes.observe(this.log);
  }

  override disconnectedCallback(): void {
    this.sizes.disconnect();
    super.disconnectedCallback();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.log) this.sizes.observe(this.log);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('conversationId')) return;
    this.following = true;
    this.seen = 0;
  }

  protected override updated(): void {
    const { log, events } = this;
    const last = events.at(-1)?.seq ?? 0;
    if (!log || last === 0) return;
    // Opened with something new: the line above it comes into sight, not the end.
    const line = this.renderRoot.querySelector<HTMLElement>('.unread');
    if (this.shownAt !== this.conversationId) {
      this.shownAt = this.conversationId;
      if (line) {
        log.scrollTop = line.offsetTop - log.offsetTop - 24;
        this.top = log.scrollTop;
        this.following = log.scrollHeight - log.scrollTop - log.clientHeight < FOLLOW_PX;
        return;
      }
    }
    if (!this.following) return;
    this.stick();
    this.seen = last;
    if (!document.hidden) this.dispatchEvent(new Event('seen'));
  }

  /** To what was said last. */
  toNewest(): void {
    this.following = true;
    this.requestUpdate();
  }

  override focus(): void {
    this.log?.focus();
  }

  private onScroll(): void {
    const { log } = this;
    if (!log) return;
    // What grows meanwhile moves the end away; only somebody who scrolls up leaves it.
    if (log.scrollHeight - log.scrollTop - log.clientHeight < FOLLOW_PX) this.following = true;
    else if (log.scrollTop < this.top) this.following = false;
    this.top = log.scrollTop;
    if (this.following) this.stick();
  }

  protected override render(): TemplateResult {
    const { words, desk, events } = this;
    const news = this.following ? 0 : countAfter(events, this.seen);
    return html`<div
        class="log"
        role="log"
        aria-label=${words.t('chat.log')}
        tabindex="0"
        @scroll=${this.onScroll}
        @shown=${this.stick}
      >
        ${repeat(
          linesOf(events, desk.zone, this.unreadAfter),
          ({ event }) => event.seq,
          (line) => this.renderLine(line),
        )}
        ${this.drafts.map((draft) => this.renderDraft(draft))}
        ${this.typing ? html`<p class="line typing">${words.t('chat.typing')}…</p>` : nothing}
      </div>
      ${
        this.following
          ? nothing
          : html`<button class="button newest" type="button" @click=${() => this.toNewest()}>
              ↓ ${news > 0 ? words.n('chat.newest', news) : words.t('chat.to_newest')}
            </button>`
      }`;
  }

  private renderLine({ event, newDay, firstUnread }: Line): TemplateResult {
    const { words, desk } = this;
    return html`${
      newDay
        ? html`<div class="day" role="separator">
            ${longDay(event.at, desk.zone, words.language)}
          </div>`
        : nothing
    }${
      firstUnread
        ? html`<div class="unread" role="separator">${words.t('chat.unread')}</div>`
        : nothing
    }${this.renderEvent(event)}`;
  }

  private renderEvent(event: StaffEvent): unknown {
    const { words, desk } = this;
    const time = html`<time
      datetime=${event.at}
      title=${moment(event.at, desk.zone, words.language)}
      >${timeOfDay(event.at, desk.zone, words.language)}</time
    >`;
    if (event.kind === 'ticket' && typeof event.data?.['number'] === 'string') {
      const number = event.data['number'];
      return html`<p class="line">
        <a href="#tickets/${number}">${words.t('detail.ticket_number')} ${number}</a> ${time}
      </p>`;
    }
    if (event.kind === 'promise' && typeof event.data?.['text'] === 'string') {
      return html`<p class="line">${words.t('packet.promise')}: ${event.data['text']} ${time}</p>`;
    }
    if (event.kind === 'rating' && typeof event.data?.['score'] === 'number') {
      const comment = event.data['comment'];
      return html`<p class="line">
        ${words.t('chat.rated', { n: event.data['score'] })}${
          typeof comment === 'string' ? html`: “${comment}”` : nothing
        }
        ${time}
      </p>`;
    }
    const isFile = event.kind === 'file' && typeof event.data?.['id'] === 'string';
    const isNote = event.internal === true && (event.text ?? '') !== '';
    const isSaid = event.kind === 'message' && event.author.kind !== 'system';
    if (!isNote && !isFile && !isSaid) {
      return event.text ? html`<p class="line">${event.text} ${time}</p>` : nothing;
    }
    const kind = isNote ? 'note' : event.author.kind;
    const name = event.author.name ?? words.maybe('author', event.author.kind);
    return html`<article class="message ${kind}">
      <p class="who">
        <b>${name}</b>${
          isNote ? html`<span class="chip">${words.t('chat.internal')}</span>` : nothing
        }${time}
      </p>
      <div class="bubble text">
        ${
          isFile
            ? fileView(words, this.conversationId, event.data as unknown as FileData)
            : richText(event.text ?? '')
        }
      </div>
      ${
        (event.buttons ?? []).length > 0
          ? html`<p class="offered">
              ${event.buttons?.map((button) => html`<span>${button.title}</span>`)}
            </p>`
          : nothing
      }
    </article>`;
  }

  private renderDraft(draft: Draft): TemplateResult {
    const { words } = this;
    return html`<article class="message staff ${draft.failed ? 'failed' : 'pending'}">
      <div class="bubble text">${richText(draft.text)}</div>
      ${
        draft.failed
          ? html`<p class="who bad" role="alert">
              ${words.t('chat.failed', { why: draft.failed })}
              <button class="link" type="button" @click=${() => this.retry(draft)}>
                ${words.t('chat.retry')}
              </button>
              <button class="link" type="button" @click=${() => this.discard(draft)}>
                ${words.t('error.dismiss')}
              </button>
            </p>`
          : html`<p class="who">${words.t('chat.sending')}</p>`
      }
    </article>`;
  }
}
