import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import './chat-log';
import type { ChatLog } from './chat-log';
import { chatStyles } from './chat-styles';
import { Commands } from './commands';
import './composer';
import type { ChatComposer } from './composer';
import type { Conversation, Draft } from './conversation';
import './dialog';
import type { DeskDialog, DialogKind } from './dialog';
import { DeskElement } from './element';
import type { StaffEvent } from './model';
import { isMine } from './rows';
import type { Command } from './shortcuts';
import { languageName } from './visitor';
import './wait';

/** One conversation: its log, what can be done with it, and the composer. */
@customElement('chat-view')
export class ChatView extends DeskElement {
  static override styles = [pageStyles, chatStyles];

  @property({ attribute: false }) conversation!: Conversation;
  @state() private busy = false;
  @query('chat-log') private readonly log!: ChatLog | null;
  @query('chat-composer') private readonly composer!: ChatComposer | null;
  @query('desk-dialog') private readonly dialog!: DeskDialog;

  constructor() {
    super();
    new Commands(this, (command) => this.obey(command));
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
  }

  private get mine(): boolean {
    const { desk, conversation } = this;
    const known = desk.rows.get(conversation.id) ?? conversation.detail;
    return !!desk.me && !!known && isMine(known, desk.me);
  }

  /** Whether this person could take the conversation over; trainers only read. */
  private get claimable(): boolean {
    const owner = this.conversation.state?.owner;
    return !!owner && owner !== 'closed' && this.desk.me?.role !== 'trainer';
  }

  private obey(command: Command): void {
    switch (command) {
      case 'claim':
        if (this.claimable && !this.mine && !this.busy) void this.claim();
        break;
      case 'reply':
      case 'note':
        void this.composer?.write(command === 'note');
        break;
      case 'replies':
        void this.composer?.openReplies();
        break;
      case 'transfer':
      case 'escalate':
      case 'hand_back':
      case 'resolve':
        if (this.mine) this.ask(command);
        break;
      default:
        break;
    }
  }

  private async claim(): Promise<void> {
    this.busy = true;
    // The assistant's own conversations are taken only by who means to.
    const join = this.conversation.state?.owner === 'bot';
    const done = await this.desk.act(this.conversation.id, 'claim', { join });
    this.busy = false;
    await this.updateComplete;
    if (done) await this.composer?.write(false);
  }

  private ask(kind: DialogKind): void {
    this.dialog.ask(kind, this.conversation);
  }

  private onDrag(event: DragEvent): void {
    if (!this.composer || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.composer.dropping = event.type === 'dragover';
  }

  private onDrop(event: DragEvent): void {
    if (!this.composer) return;
    event.preventDefault();
    this.composer.dropping = false;
    if (event.dataTransfer) this.composer.drop(event.dataTransfer.files);
  }

  protected override render(): TemplateResult {
    const { conversation, words } = this;
    if (conversation.missing) {
      return html`<div class="gone">${words.t('error.not_found')}</div>`;
    }
    return html`
      ${this.renderHeader()}
      <div class="drop" @dragover=${this.onDrag} @dragleave=${this.onDrag} @drop=${this.onDrop}>
        <chat-log
          .desk=${this.desk}
          .conversationId=${conversation.id}
          .events=${conversation.log.events as readonly StaffEvent[]}
          .drafts=${conversation.drafts}
          .unreadAfter=${conversation.unreadAfter}
          .typing=${conversation.visitorIsTyping}
          .retry=${(draft: Draft) => void conversation.retry(draft)}
          .discard=${(draft: Draft) => conversation.discard(draft)}
          @seen=${() => conversation.noteSeen()}
        ></chat-log>
        ${this.renderComposer()}
      </div>
      <desk-dialog .desk=${this.desk}></desk-dialog>
    `;
  }

  private renderHeader(): TemplateResult {
    const { conversation, desk, words } = this;
    const state = conversation.state;
    const row = desk.rows.get(conversation.id);
    const level = row?.level ?? conversation.detail?.packet?.level ?? 1;
    return html`<header>
      <a class="button back" href="#chats" aria-label=${words.t('chat.back')}>←</a>
      <div class="what">
        <h2>
          ${desk.departmentTitle(state?.department ?? row?.department) || words.t('nav.chats')}
          ${level > 1 ? html`<small>${words.t('level', { n: level })}</small>` : nothing}
        </h2>
        <p>${this.renderStatus()} ${this.renderVisitor()}</p>
      </div>
      <div class="actions">${this.renderActions()}</div>
    </header>`;
  }

  private renderStatus(): TemplateResult {
    const { conversation, desk, words, mine } = this;
    const state = conversation.state;
    const owner = state?.owner;
    const row = desk.rows.get(conversation.id);
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
    return html`<span class="chip ${mine ? 'good' : (owner ?? '')}">
      ${status}
      ${
        owner === 'queue' && since
          ? html`<desk-wait .since=${since} .now=${() => desk.now()}></desk-wait>`
          : nothing
      }
    </span>`;
  }

  /** What the visitor speaks: the first thing to know before writing. */
  private renderVisitor(): unknown {
    const { conversation, words } = this;
    const language = conversation.state?.language ?? conversation.detail?.language;
    if (!language) return nothing;
    return html`<span class="chip" title=${words.t('chat.language')}>
      ${languageName(language, words.language)}
    </span>`;
  }

  private renderActions(): unknown {
    const { words, mine } = this;
    const button = (kind: DialogKind, main = false): TemplateResult =>
      html`<button
        class="button ${main ? 'main' : ''}"
        type="button"
        @click=${() => this.ask(kind)}
      >
        ${words.t(`chat.${kind}`)}
      </button>`;
    return html`${
        mine
          ? html`${button('transfer')} ${button('escalate')} ${button('hand_back')}
            ${button('resolve', true)}`
          : this.claimable
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
      </button>`;
  }

  private renderComposer(): unknown {
    const { words, conversation, mine } = this;
    const owner = conversation.state?.owner;
    if (!owner) return nothing;
    if (!mine) {
      const name = conversation.state?.staff?.name ?? words.t('author.staff');
      return html`<footer>${words.t(`chat.not_mine.${owner}`, { name })}</footer>`;
    }
    return html`<chat-composer
      .desk=${this.desk}
      .conversation=${conversation}
      @sent=${() => this.log?.toNewest()}
    ></chat-composer>`;
  }
}
