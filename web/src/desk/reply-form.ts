import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { HttpError } from '../core/http';
import { pageStyles } from '../core/page-styles';
import { DeskElement } from './element';
import {
  removeReply,
  saveReply,
  type Reply,
  type ReplyBook,
  type ReplyFields,
} from './replies-api';
import { forgetBook } from './reply-book';
import { replyFormStyles } from './reply-form-styles';
import { preview } from './reply-preview';
import { languageName } from './visitor';

const EMPTY: ReplyFields = { shortcut: '', title: '', department: null, topics: [], texts: {} };

/** One ready reply: read by everybody, written by those who lead. */
@customElement('reply-form')
export class ReplyForm extends DeskElement {
  static override styles = [pageStyles, replyFormStyles];

  @property({ attribute: false }) book!: ReplyBook;
  /** Null for a new one. */
  @property({ attribute: false }) reply: Reply | null = null;
  @state() private fields: ReplyFields = EMPTY;
  @state() private failed: string | null = null;
  @state() private done = false;
  @state() private busy = false;
  @state() private sure = false;
  /** Which text the words in braces go into. */
  private language = '';
  @query('form') private readonly form!: HTMLFormElement;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('reply')) return;
    const before = changed.get('reply');
    const same = before && this.reply && before.id === this.reply.id;
    this.fields = structuredClone(this.reply ?? EMPTY);
    this.failed = null;
    this.sure = false;
    if (!same && !this.saving) this.done = false;
    this.saving = false;
  }

  /** What comes next is what was just saved. */
  private saving = false;

  private set(change: Partial<ReplyFields>): void {
    this.fields = { ...this.fields, ...change };
    this.done = false;
  }

  private setText(language: string, text: string): void {
    this.set({ texts: { ...this.fields.texts, [language]: text } });
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    this.busy = true;
    this.failed = null;
    try {
      const { shortcut, title, department, topics, texts } = this.fields;
      const fields = { shortcut: shortcut.replace(/^\//, ''), title, department, topics, texts };
      const saved = await saveReply(this.desk.api, fields, this.reply);
      forgetBook();
      this.done = true;
      this.saving = true;
      this.dispatchEvent(new CustomEvent('saved', { detail: saved.id }));
    } catch (error) {
      this.failed = this.why(error);
    }
    this.busy = false;
  }

  private async takeOut(): Promise<void> {
    if (!this.reply) return;
    if (!this.sure) {
      this.sure = true;
      return;
    }
    this.busy = true;
    try {
      await removeReply(this.desk.api, this.reply.id);
      forgetBook();
      this.dispatchEvent(new Event('removed'));
    } catch (error) {
      this.failed = this.why(error);
    }
    this.busy = false;
  }

  /** What the server says about a field is better than any words of the page's. */
  private why(error: unknown): string {
    const known = error instanceof HttpError && (error.status === 400 || error.status === 409);
    return known && error.message ? error.message : this.desk.explain(error);
  }

  private async insert(word: string): Promise<void> {
    const language = this.language || (this.book.languages[0] ?? 'en');
    const field = this.form.querySelector<HTMLTextAreaElement>(`textarea[name="${language}"]`);
    if (!field) return;
    const at = field.selectionStart;
    const text = this.fields.texts[language] ?? '';
    this.setText(language, `${text.slice(0, at)}{${word}}${text.slice(field.selectionEnd)}`);
    await this.updateComplete;
    field.focus();
    field.setSelectionRange(at + word.length + 2, at + word.length + 2);
  }

  protected override render(): TemplateResult {
    const { words, book, reply, fields } = this;
    const fixed = !book.may_edit;
    return html`<form @submit=${this.submit}>
      <div class="head">
        <h2>${reply ? `/${reply.shortcut}` : words.t('replies.new')}</h2>
        <button class="button" type="button" @click=${() => this.dispatchEvent(new Event('close'))}>
          ${words.t('packet.close')}
        </button>
      </div>
      <div class="pair">
        <label>
          ${words.t('replies.title')}
          <input
            required
            maxlength="120"
            ?readonly=${fixed}
            .value=${fields.title}
            @input=${(event: Event) => this.set({ title: valueOf(event) })}
          />
        </label>
        <label>
          ${words.t('replies.shortcut')}
          <input
            required
            maxlength="40"
            pattern="/?[a-z0-9][a-z0-9_\\-]*"
            title=${words.t('replies.shortcut.hint')}
            ?readonly=${fixed}
            .value=${fields.shortcut}
            @input=${(event: Event) => this.set({ shortcut: valueOf(event) })}
          />
        </label>
        <label>
          ${words.t('filter.department')}
          <select
            ?disabled=${fixed}
            @change=${(event: Event) => this.set({ department: valueOf(event) || null })}
          >
            <option value="" ?selected=${fields.department === null}>
              ${words.t('replies.everybody')}
            </option>
            ${this.departments.map(
              ({ name, title }) =>
                html`<option value=${name} ?selected=${fields.department === name}>
                  ${title}
                </option>`,
            )}
          </select>
        </label>
      </div>
      <div class="texts">
        ${book.languages.map((language, index) => this.renderText(language, index === 0, fixed))}
      </div>
      ${fixed ? nothing : this.renderPlaceholders()} ${this.renderTopics(fixed)}
      ${this.failed ? html`<p class="bad" role="alert">${this.failed}</p>` : nothing}
      ${fixed ? html`<small>${words.t('replies.fixed')}</small>` : this.renderButtons()}
    </form>`;
  }

  private get departments(): { name: string; title: string }[] {
    const { me, departments } = this.desk;
    const own = me?.role === 'administrator' ? null : (me?.departments ?? []);
    return departments.filter(
      ({ name }) => !own || own.includes(name) || name === this.fields.department,
    );
  }

  private renderText(language: string, needed: boolean, fixed: boolean): TemplateResult {
    const { words, fields } = this;
    const text = fields.texts[language] ?? '';
    return html`<div>
      <label>
        <span>
          ${languageName(language, words.language)}
          ${needed ? nothing : html`<small>(${words.t('dialog.optional')})</small>`}
        </span>
        <textarea
          name=${language}
          lang=${language}
          maxlength="4000"
          ?required=${needed}
          ?readonly=${fixed}
          .value=${text}
          @focus=${() => (this.language = language)}
          @input=${(event: Event) => this.setText(language, valueOf(event))}
        ></textarea>
      </label>
      ${
        text.trim() === ''
          ? nothing
          : html`<p class="preview" lang=${language} aria-label=${words.t('replies.preview')}>
              <span>${this.renderPreview(text)}</span>
            </p>`
      }
    </div>`;
  }

  private renderPreview(text: string): unknown {
    const { words, book } = this;
    const named = (kind: string, name: string): string =>
      kind === 'known' ? (words.known(`placeholder.${name}`) ?? name) : `{${name}}`;
    return preview(text, book.placeholders).map((piece) =>
      piece.kind === 'text'
        ? piece.text
        : html`<mark class=${piece.kind}>${named(piece.kind, piece.text)}</mark>`,
    );
  }

  private renderPlaceholders(): TemplateResult {
    const { words, book } = this;
    return html`<fieldset class="words">
      <legend>${words.t('replies.placeholders')}</legend>
      <div class="choices">
        ${book.placeholders.map(
          (name) =>
            html`<button
              type="button"
              title=${words.known(`placeholder.${name}`) ?? name}
              @click=${() => void this.insert(name)}
            >
              {${name}}
            </button>`,
        )}
      </div>
    </fieldset>`;
  }

  private renderTopics(fixed: boolean): TemplateResult {
    const { words, book, fields } = this;
    return html`<fieldset>
      <legend>${words.t('replies.topics')}</legend>
      <div class="choices">
        ${book.topics
          .filter((topic) => !fixed || fields.topics.includes(topic))
          .map(
            (topic) =>
              html`<label>
                <input
                  type="checkbox"
                  ?disabled=${fixed}
                  .checked=${fields.topics.includes(topic)}
                  @change=${(event: Event) =>
                    this.set({
                      topics: (event.target as HTMLInputElement).checked
                        ? [...fields.topics, topic]
                        : fields.topics.filter((other) => other !== topic),
                    })}
                />
                ${words.maybe('topic', topic)}
              </label>`,
          )}
      </div>
    </fieldset>`;
  }

  private renderButtons(): TemplateResult {
    const { words, reply } = this;
    return html`<div class="buttons">
      <button class="button main" ?disabled=${this.busy}>${words.t('replies.save')}</button>
      <span role="status">${this.done ? words.t('replies.saved') : ''}</span>
      ${
        reply
          ? html`<button
              class="button remove"
              type="button"
              ?disabled=${this.busy}
              @click=${() => void this.takeOut()}
            >
              ${words.t(this.sure ? 'replies.remove.sure' : 'replies.remove')}
            </button>`
          : nothing
      }
    </div>`;
  }
}

function valueOf(event: Event): string {
  return (event.target as HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement).value;
}
