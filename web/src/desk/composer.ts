import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { pageStyles } from '../core/page-styles';
import { composerStyles } from './composer-styles';
import type { Conversation } from './conversation';
import { DeskElement } from './element';
import { writeReply, type ReplyBook } from './replies-api';
import { freshBook, knownBook } from './reply-book';
import { filtered, optionsFor, slashQuery, step, withReply, type Option } from './reply-options';
import { textDrafts, type DraftKind } from './text-drafts';
import { uploadsView } from './uploads-view';

/** Where a person writes: replies and notes, ready replies at `/`, files. */
@customElement('chat-composer')
export class ChatComposer extends DeskElement {
  static override styles = [pageStyles, composerStyles];

  @property({ attribute: false }) conversation!: Conversation;
  @property({ type: Boolean, reflect: true, attribute: 'as-note' }) asNote = false;
  @property({ type: Boolean, reflect: true }) dropping = false;
  @state() private texts: Record<'reply' | 'note', string> = { reply: '', note: '' };
  @state() private book: ReplyBook | null = null;
  /** Where the word with the slash begins, while the list is open. */
  @state() private slash: { start: number; query: string } | null = null;
  @state() private active = 0;
  @state() private failed: string | null = null;
  @query('textarea') private readonly field!: HTMLTextAreaElement | null;
  @query('input[type=file]') private readonly files!: HTMLInputElement;
  /** A list that was closed with Escape stays closed for that word. */
  private dismissed = -1;

  private get kind(): 'reply' | 'note' {
    return this.asNote ? 'note' : 'reply';
  }

  private get text(): string {
    return this.texts[this.kind];
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('conversation')) return;
    this.asNote = false;
    this.slash = null;
    this.failed = null;
    this.texts = { reply: this.draft('reply'), note: this.draft('note') };
  }

  private draft(kind: DraftKind): string {
    return textDrafts.read(this.desk.me?.id ?? '', this.conversation.id, kind);
  }

  /** Each kind keeps its own text: what was written as a note never becomes a message. */
  private set(text: string, kind = this.kind, conversation = this.conversation): void {
    textDrafts.write(this.desk.me?.id ?? '', conversation.id, kind, text);
    if (conversation === this.conversation) this.texts = { ...this.texts, [kind]: text };
  }

  /** Begin to write. */
  async write(asNote: boolean): Promise<void> {
    this.asNote = asNote;
    this.slash = null;
    await this.updateComplete;
    this.field?.focus();
  }

  /** Open the list of ready replies. */
  async openReplies(): Promise<void> {
    await this.write(false);
    const { field, text } = this;
    if (!field) return;
    const separate = text === '' || /\s$/.test(text) ? '' : ' ';
    this.set(`${text}${separate}/`);
    await this.updateComplete;
    field.setSelectionRange(this.text.length, this.text.length);
    this.look();
  }

  private look(): void {
    const { field } = this;
    if (!field || this.asNote) return;
    const found = slashQuery(field.value, field.selectionStart);
    if (found?.start !== this.dismissed) this.dismissed = -1;
    const before = this.slash;
    this.slash = found && found.start !== this.dismissed ? found : null;
    if (this.slash?.query !== before?.query) this.active = 0;
    if (this.slash && !before) void this.loadBook();
  }

  private async loadBook(): Promise<void> {
    const { desk } = this;
    const person = desk.me?.id ?? '';
    this.book = knownBook(person);
    this.failed = null;
    try {
      this.book = await freshBook(desk.api, person);
    } catch (error) {
      this.failed = desk.explain(error);
    }
  }

  private get options(): Option[] {
    const { book, slash, conversation, words } = this;
    if (!book || !slash) return [];
    const builtIn = book.built_in.map((id) => ({
      id,
      title: words.known(`reply.${id}`) ?? id,
      preview: words.known(`reply.${id}.hint`) ?? '',
    }));
    const language = conversation.state?.language ?? conversation.detail?.language ?? '';
    const suggested = conversation.suggested?.replies ?? [];
    const department = conversation.state?.department ?? null;
    const all = optionsFor(book.replies, builtIn, suggested, language, department);
    return filtered(all, slash.query);
  }

  private async insert(id: string, range: { start: number; end: number }): Promise<void> {
    const { conversation, desk } = this;
    this.slash = null;
    this.failed = null;
    try {
      const item = conversation.suggested?.scope_item?.name ?? null;
      const written = await writeReply(desk.api, conversation.id, id, item);
      if (conversation !== this.conversation) return;
      // What was written meanwhile stands behind the caret and stays.
      const done = withReply(this.texts.reply, range.start, range.end, written.text);
      this.set(done.text, 'reply');
      this.asNote = false;
      await this.updateComplete;
      this.field?.focus();
      this.field?.setSelectionRange(done.caret, done.caret);
      conversation.sayTyping();
    } catch (error) {
      this.failed = desk.explain(error);
    }
  }

  private choose(option: Option | undefined): void {
    const { slash } = this;
    if (!option || !slash) return;
    void this.insert(option.id, { start: slash.start, end: slash.start + 1 + slash.query.length });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (this.slash && this.onListKey(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    void this.submit();
  }

  private onListKey({ key }: KeyboardEvent): boolean {
    const { options } = this;
    switch (key) {
      case 'ArrowDown':
      case 'ArrowUp':
        this.active = step(this.active, key === 'ArrowDown' ? 1 : -1, options.length);
        return true;
      case 'Enter':
      case 'Tab':
        // Nothing that fits: the key means what it always means. But while the list is on its
        // way nobody knows, and a shortcut is not for the visitor's eyes.
        if (options.length === 0)
          return key === 'Enter' && this.book === null && this.failed === null;
        this.choose(options[this.active] ?? options[0]);
        return true;
      case 'Escape':
        this.dismissed = this.slash?.start ?? -1;
        this.slash = null;
        return true;
      default:
        return false;
    }
  }

  protected override updated(): void {
    const selected = this.renderRoot.querySelector('.options [aria-selected="true"]');
    selected?.scrollIntoView({ block: 'nearest' });
  }

  private async submit(): Promise<void> {
    const { conversation, kind } = this;
    const text = this.text.trim();
    if (text === '') return;
    this.set('');
    this.slash = null;
    this.failed = null;
    this.dispatchEvent(new Event('sent'));
    // At once: when the answer comes, whoever writes may have gone on to something else.
    this.field?.focus();
    if (kind === 'reply') await conversation.say(text);
    else if (!(await conversation.note(text))) this.set(text, 'note', conversation);
  }

  private attach(files: Iterable<File>): void {
    // A file always goes to the visitor: there are none in notes.
    this.asNote = false;
    this.conversation.files.add(files);
  }

  private onPaste(event: ClipboardEvent): void {
    const files = event.clipboardData?.files;
    if (!files || files.length === 0 || this.asNote) return;
    event.preventDefault();
    this.attach(files);
  }

  /** Files that were dropped on the conversation. */
  drop(files: FileList): void {
    this.attach(files);
  }

  protected override render(): TemplateResult {
    const { words, asNote } = this;
    return html`
      ${asNote ? nothing : this.renderSuggested()}
      <div class="mode" role="group" aria-label=${words.t('chat.mode')}>
        ${([false, true] as const).map(
          (note) =>
            html`<button
              type="button"
              aria-pressed=${String(asNote === note)}
              @click=${() => void this.write(note)}
            >
              ${words.t(note ? 'chat.note' : 'chat.reply')}${
                this.texts[note ? 'note' : 'reply'] !== '' && asNote !== note ? ' •' : ''
              }
            </button>`,
        )}
        <span class="hint">${words.t(asNote ? 'chat.hint' : 'chat.hint.slash')}</span>
      </div>
      ${uploadsView(words, this.conversation.files)} ${this.renderField()}
      ${this.failed ? html`<p class="failed" role="alert">${this.failed}</p>` : nothing}
    `;
  }

  private renderField(): TemplateResult {
    const { words, asNote, slash, options, active } = this;
    const open = slash !== null;
    const chosen = options[active];
    return html`<div class="write">
      ${open ? this.renderList(options) : nothing}
      <textarea
        rows="2"
        role=${asNote ? nothing : 'combobox'}
        aria-label=${words.t(asNote ? 'chat.note' : 'chat.reply')}
        aria-expanded=${asNote ? nothing : String(open)}
        aria-controls=${open ? 'options' : nothing}
        aria-autocomplete=${asNote ? nothing : 'list'}
        aria-activedescendant=${open && chosen ? `option-${chosen.id}` : nothing}
        placeholder=${words.t(asNote ? 'chat.note.placeholder' : 'chat.reply.placeholder')}
        .value=${live(this.text)}
        @input=${(event: Event) => {
          this.set((event.target as HTMLTextAreaElement).value);
          this.look();
          if (!asNote && this.text.trim() !== '') this.conversation.sayTyping();
        }}
        @click=${() => this.look()}
        @keyup=${(event: KeyboardEvent) => {
          if (/^Arrow(Left|Right)$|^Home$|^End$/.test(event.key)) this.look();
        }}
        @blur=${() => (this.slash = null)}
        @keydown=${this.onKey}
        @paste=${this.onPaste}
      ></textarea>
      ${
        asNote
          ? nothing
          : html`<input
                type="file"
                hidden
                multiple
                accept=${this.desk.upload?.accept ?? ''}
                @change=${() => {
                  if (this.files.files) this.attach(this.files.files);
                  this.files.value = '';
                }}
              />
              <button
                class="button tool"
                type="button"
                aria-label=${words.t('chat.attach')}
                title=${words.t('chat.attach')}
                @click=${() => this.files.click()}
              >
                <svg
                  viewBox="0 0 24 24"
                  fill="none"
                  stroke="currentColor"
                  stroke-width="2"
                  stroke-linecap="round"
                  stroke-linejoin="round"
                  aria-hidden="true"
                >
                  <path
                    d="M20 11.5 12 19.4a5 5 0 0 1-7-7l8.2-8.2a3.3 3.3 0 0 1 4.7 4.7l-8.2 8.1a1.7 1.7 0 0 1-2.4-2.3l7.5-7.5"
                  />
                </svg>
              </button>`
      }
      <button
        class="button main"
        type="button"
        ?disabled=${this.text.trim() === ''}
        @click=${() => void this.submit()}
      >
        ${words.t(asNote ? 'chat.add_note' : 'chat.send')}
      </button>
    </div>`;
  }

  private renderList(options: Option[]): TemplateResult {
    const { words, active } = this;
    const language = this.conversation.state?.language;
    return html`<ul class="options" id="options" role="listbox" aria-label=${words.t('reply.list')}>
      ${
        options.length === 0
          ? html`<li class="none" role="option" aria-disabled="true" aria-selected="false">
              ${words.t(this.book ? 'reply.none' : 'reply.loading')}
            </li>`
          : options.map(
              (option, index) =>
                html`<li
                  id="option-${option.id}"
                  role="option"
                  aria-selected=${String(index === active)}
                  @pointerdown=${(event: Event) => event.preventDefault()}
                  @click=${() => this.choose(option)}
                >
                  <b>/${option.shortcut}</b>
                  <span class="title">${option.title}</span>
                  <span>
                    ${
                      option.suggested
                        ? html`<span class="chip good">${words.t('reply.suggested')}</span>`
                        : nothing
                    }
                    ${
                      option.language && option.language !== language
                        ? html`<span class="chip">${option.language}</span>`
                        : nothing
                    }
                  </span>
                  <small>${option.preview}</small>
                </li>`,
            )
      }
    </ul>`;
  }

  private renderSuggested(): unknown {
    const { words, conversation } = this;
    const found = conversation.suggested;
    if (found && !found.available) {
      return html`<div class="suggested" role="status">${words.t('reply.away')}</div>`;
    }
    if (!found || found.replies.length === 0) return nothing;
    return html`<div class="suggested" role="group" aria-label=${words.t('reply.suggestions')}>
      ${found.replies.map(
        (reply) =>
          html`<button
            type="button"
            title=${reply.preview}
            @click=${() => {
              const end = this.texts.reply.length;
              void this.insert(reply.id, { start: end, end });
            }}
          >
            <b>/${reply.shortcut}</b>
            <span>${reply.title ?? words.known(`reply.${reply.id}`) ?? ''}</span>
          </button>`,
      )}
    </div>`;
  }
}
