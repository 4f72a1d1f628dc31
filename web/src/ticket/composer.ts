import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { randomId } from '../core/ids';
import { OutgoingFiles } from '../core/outgoing';
import { pageStyles } from '../core/page-styles';
import type { Ticket, TicketApi } from './api';
import { ticketStyles } from './styles';
import { refusal, type Words } from './words';

/** The customer's answer, with files; `changed` carries the ticket as it is then. */
@customElement('ticket-answer')
export class TicketAnswer extends LitElement {
  static override styles = [
    pageStyles,
    ticketStyles,
    css`
      :host {
        max-width: none;
        margin: 0;
        padding: 20px 32px 28px;
        border-block-start: 1px solid var(--line);
        background: #fafbfa;
      }
      form {
        display: grid;
        gap: 10px;
      }
      label {
        font-weight: 600;
      }
      textarea {
        margin-block-start: 6px;
        min-height: 110px;
        resize: vertical;
        field-sizing: content;
        font-weight: 400;
      }
      ul {
        display: grid;
        gap: 4px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 12px;
        overflow-wrap: anywhere;
      }
      li.failed span {
        color: var(--danger);
      }
      .plain {
        min-height: 36px;
        padding: 2px 4px;
        border: 0;
        background: none;
        color: var(--accent);
        font-weight: 600;
        text-decoration: underline;
        text-underline-offset: 3px;
      }
      @media (max-width: 560px) {
        :host {
          padding: 16px 20px 20px;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) api!: TicketApi;
  @property({ attribute: false }) ticket!: Ticket;
  @property({ attribute: false }) mostBytes = Infinity;
  @property() accept = '';
  @state() private text = '';
  @state() private busy = false;
  @state() private failure: string | null = null;
  @query('input[type="file"]') private readonly picker!: HTMLInputElement;
  /** The same for every try of one message, so that the server takes it once. */
  private clientId = randomId();
  private readonly files = new OutgoingFiles(
    (file) => this.api.upload(file),
    () => this.requestUpdate(),
  );

  private get ready(): boolean {
    const something = this.text.trim() !== '' || this.files.ids.length > 0;
    return something && !this.files.busy && !this.busy;
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (!this.ready) return;
    this.busy = true;
    this.failure = null;
    try {
      const detail = await this.api.write(this.clientId, this.text.trim(), this.files.ids);
      this.clientId = randomId();
      this.text = '';
      this.files.clear();
      this.dispatchEvent(new CustomEvent('changed', { detail }));
    } catch (error) {
      this.failure = refusal(this.words, error);
    } finally {
      this.busy = false;
    }
  }

  private pick(): void {
    this.files.mostBytes = this.mostBytes;
    void this.files.add(this.picker.files ?? []);
    this.picker.value = '';
  }

  protected override render(): TemplateResult {
    const { words, ticket } = this;
    return html`<form @submit=${this.submit}>
      <label>
        ${words.t(ticket.status === 'solved' ? 'write.reopen' : 'write')}
        <textarea
          maxlength="4000"
          .value=${this.text}
          @input=${(event: Event) => (this.text = (event.target as HTMLTextAreaElement).value)}
        ></textarea>
      </label>
      ${this.renderFiles()}
      ${this.failure ? html`<p class="bad" role="alert">${this.failure}</p>` : nothing}
      <div class="buttons">
        <button class="button" type="button" @click=${() => this.picker.click()}>
          ${words.t('write.attach')}
        </button>
        <button class="button main" ?disabled=${!this.ready}>${words.t('write.send')}</button>
      </div>
      <input
        type="file"
        multiple
        hidden
        accept=${this.accept}
        aria-label=${words.t('write.attach')}
        @change=${() => this.pick()}
      />
    </form>`;
  }

  private renderFiles(): unknown {
    const { words, files } = this;
    if (files.list.length === 0) return nothing;
    return html`<ul aria-label=${words.t('write.files')}>
      ${files.list.map(({ key, name, file, error }) => {
        const why = error && (words.known(`failed.${error}`) ?? words.t('failed.away'));
        return html`<li class=${error ? 'failed' : ''}>
          <span>${name}${why ? `: ${why}` : file ? '' : ` – ${words.t('write.uploading')}`}</span>
          ${
            error
              ? html`<button class="plain" type="button" @click=${() => void files.retry(key)}>
                  ${words.t('error.retry')}
                </button>`
              : nothing
          }
          <button
            class="plain"
            type="button"
            aria-label=${words.t('write.remove', { name })}
            @click=${() => files.remove(key)}
          >
            ${words.t('write.remove.short')}
          </button>
        </li>`;
      })}
    </ul>`;
  }
}
