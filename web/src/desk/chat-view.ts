import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { pageStyles } from '../core/page-styles';
import type { FileData } from '../core/protocol';
import { richText } from '../core/richtext-view';
import { dayKey, longDay, timeOfDay } from '../core/time';
import { chatStyles } from './chat-styles';
import type { Conversation, Draft } from './conversation';
import './dialog';
import type { DeskDialog, DialogKind } from './dialog';
import { DeskElement } from './element';
import { fileView } from './file-view';
import type { StaffEvent } from './model';
import { isMine } from './rows';
import './wait';

const FOLLOW_PX = 80;

/** One conversation: its log, what can be done with it, and the composer. */
@customElement('chat-view')
export class ChatView extends DeskElement {
  static override styles = [pageStyles, chatStyles];

  @property({ attribute: false }) conversation!: Conversation;
  @state() private text = '';
  @state() private asNote = false;
  @state() private busy = false;
  @query('.log') private readonly logElement!: HTMLElement | null;
  @query('textarea') private readonly composer!: HTMLTextAreaElement | null;
  @query('desk-dialog') private readonly dialog!: DeskDialog;
  private following = true;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('conversation')) {
      this.text = '';
      this.asNote = false;
      this.following = true;
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.sayRead);
  }

  override disconnectedCallback(): void {
    document.removeEventListener('visibilitychange', this.sayRead);
    super.disconnectedCallback();
  }

  /** What stands here and is looked at has been read. */
  private readonly sayRead = (): void => {
    const { conversation } = this;
    const seq = conversation.log.cursor;
    if (document.hidden || !this.mine || seq <= conversation.readSaid) return;
    conversation.readSaid = seq;
    this.desk.sendRead(conversation.id, seq);
  };

  protected override updated(): void {
    this.sayRead();
    const log = this.logElement;
    if (log && this.following) log.scrollTop = log.scrollHeight;
  }

  private get mine(): boolean {
    const { desk, conversation } = this;
    const known = desk.rows.get(conversation.id) ?? conversation.detail;
    return !!desk.me && !!known && isMine(known, desk.me);
  }

  private async claim(): Promise<void> {
    this.busy = true;
    const done = await this.desk.act(this.conversation.id, 'claim');
    this.busy = false;
    await this.updateComplete;
    if (done) this.composer?.focus();
  }

  private ask(kind: DialogKind): void {
    this.dialog.ask(kind, this.conversation);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void this.submit();
  }

  private async submit(): Promise<void> {
    const text = this.text.trim();
    if (text === '') return;
    const { conversation } = this;
    this.text = '';
    this.following = true;
    if (!this.asNote) await conversation.say(text);
    else if (!(await conversation.note(text))) this.text = text;
    this.composer?.focus();
  }

  protected override render(): TemplateResult {
    const { conversation, words } = this;
    if (conversation.missing) {
      return html`<div class="gone">${words.t('error.not_found')}</div>`;
    }
    return html`
      ${this.renderHeader()} ${this.renderLog()} ${this.renderComposer()}
      <desk-dialog .desk=${this.desk}></desk-dialog>
    `;
  }

  private renderHeader(): TemplateResult {
    const { conversation, desk, words, mine } = this;
    const state = conversation.state;
    const owner = state?.owner;
    const row = desk.rows.get(conversation.id);
    const level = row?.level ?? conversation.detail?.packet?.level ?? 1;
    const since = row?.waiting_since ?? conversation.detail?.packet?.waiting_since;
    const status =
      owner === 'staff'
        ? mine
          ? words.t('state.mine')
          : state?.staff
            ? words.t('state.staff', { name: state.staff.name })
            : words.t('state.staff.someone')
        : owner
          ? words.t(`state.${owner}`)
          : '';
    return html`<header>
      <a class="button back" href="#chats" aria-label=${words.t('chat.back')}>←</a>
      <div class="what">
        <h2>
          ${desk.departmentTitle(state?.department ?? row?.department) || words.t('nav.chats')}
          ${level > 1 ? html`<small>${words.t('level', { n: level })}</small>` : nothing}
        </h2>
        <p>
          <span class="chip ${mine ? 'good' : (owner ?? '')}">
            ${status}
            ${
              owner === 'queue' && since
                ? html`<desk-wait .since=${since} .now=${() => desk.now()}></desk-wait>`
                : nothing
            }
          </span>
        </p>
      </div>
      <div class="actions">
        ${
          mine
            ? html`
                <button class="button" type="button" @click=${() => this.ask('transfer')}>
                  ${words.t('chat.transfer')}
                </button>
                <button class="button" type="button" @click=${() => this.ask('escalate')}>
                  ${words.t('chat.escalate')}
                </button>
                <button class="button" type="button" @click=${() => this.ask('hand_back')}>
                  ${words.t('chat.hand_back')}
                </button>
                <button class="button main" type="button" @click=${() => this.ask('resolve')}>
                  ${words.t('chat.resolve')}
                </button>
              `
            : owner
              ? html`<button
                  class="button main"
                  type="button"
                  ?disabled=${this.busy}
                  @click=${this.claim}
                >
                  ${words.t('chat.claim')}
                </button>`
              : nothing
        }
        <button
          class="button details"
          type="button"
          @click=${() => this.dispatchEvent(new Event('details'))}
        >
          ${words.t('chat.details')}
        </button>
      </div>
    </header>`;
  }

  private renderLog(): TemplateResult {
    const { conversation, words, desk } = this;
    let day = '';
    return html`<div
      class="log"
      role="log"
      aria-label=${words.t('chat.log')}
      tabindex="0"
      @scroll=${() => {
        const log = this.logElement;
        if (log) this.following = log.scrollHeight - log.scrollTop - log.clientHeight < FOLLOW_PX;
      }}
    >
      ${repeat(
        conversation.log.events as readonly StaffEvent[],
        (event) => event.seq,
        (event) => {
          const thisDay = dayKey(event.at, desk.zone);
          const isNew = thisDay !== day;
          day = thisDay;
          return html`${
            isNew
              ? html`<div class="day">${longDay(event.at, desk.zone, words.language)}</div>`
              : nothing
          }${this.renderEvent(event)}`;
        },
      )}
      ${conversation.drafts.map((draft) => this.renderDraft(draft))}
      ${
        conversation.visitorIsTyping
          ? html`<p class="line typing">${words.t('chat.typing')}…</p>`
          : nothing
      }
    </div>`;
  }

  private renderEvent(event: StaffEvent): unknown {
    const { words, desk } = this;
    const time = html`<time datetime=${event.at}
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
            ? fileView(words, this.conversation.id, event.data as unknown as FileData)
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
    const { words, conversation } = this;
    return html`<article class="message staff ${draft.failed ? 'failed' : 'pending'}">
      <div class="bubble text">${richText(draft.text)}</div>
      ${
        draft.failed
          ? html`<p class="who bad" role="alert">
              ${words.t('chat.failed', { why: draft.failed })}
              <button class="link" type="button" @click=${() => void conversation.retry(draft)}>
                ${words.t('chat.retry')}
              </button>
              <button class="link" type="button" @click=${() => conversation.discard(draft)}>
                ${words.t('error.dismiss')}
              </button>
            </p>`
          : html`<p class="who">${words.t('chat.sending')}</p>`
      }
    </article>`;
  }

  private renderComposer(): unknown {
    const { words, conversation, mine, asNote } = this;
    const owner = conversation.state?.owner;
    if (!owner) return nothing;
    if (!mine) {
      const name = conversation.state?.staff?.name ?? words.t('author.staff');
      return html`<footer class="closed">${words.t(`chat.not_mine.${owner}`, { name })}</footer>`;
    }
    return html`<footer class=${asNote ? 'as-note' : ''}>
      <div class="mode" role="group" aria-label=${words.t('chat.mode')}>
        ${([false, true] as const).map(
          (note) =>
            html`<button
              type="button"
              aria-pressed=${String(asNote === note)}
              @click=${() => {
                this.asNote = note;
                this.composer?.focus();
              }}
            >
              ${words.t(note ? 'chat.note' : 'chat.reply')}
            </button>`,
        )}
        <span class="hint">${words.t('chat.hint')}</span>
      </div>
      <div class="write">
        <textarea
          rows="2"
          aria-label=${words.t(asNote ? 'chat.note' : 'chat.reply')}
          placeholder=${words.t(asNote ? 'chat.note.placeholder' : 'chat.reply.placeholder')}
          .value=${this.text}
          @input=${(event: Event) => {
            this.text = (event.target as HTMLTextAreaElement).value;
            if (!asNote && this.text.trim() !== '') conversation.sayTyping();
          }}
          @keydown=${this.onKey}
        ></textarea>
        <button
          class="button main"
          type="button"
          ?disabled=${this.text.trim() === ''}
          @click=${() => void this.submit()}
        >
          ${words.t(asNote ? 'chat.add_note' : 'chat.send')}
        </button>
      </div>
    </footer>`;
  }
}
