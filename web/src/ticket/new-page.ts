import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { HttpError } from '../core/http';
import { randomId } from '../core/ids';
import { pageStyles } from '../core/page-styles';
import type { WidgetConfig } from '../core/protocol';
import { loadConfig, openTicket, type Form } from './api';
import { ticketStyles } from './styles';
import { refusal, type Words } from './words';

/** The form that opens a ticket without a chat; then the ticket's own page follows. */
@customElement('frontdesk-new-ticket')
export class NewTicketPage extends LitElement {
  static override styles = [
    pageStyles,
    ticketStyles,
    css`
      .head p {
        margin: -10px 0 0;
        color: var(--muted);
      }
      form {
        display: grid;
        gap: 18px;
        padding: 0 32px 32px;
      }
      label {
        display: grid;
        gap: 6px;
        font-weight: 600;
      }
      label small {
        font-weight: 400;
        font-size: 14px;
        color: var(--muted);
      }
      textarea {
        min-height: 160px;
        resize: vertical;
        field-sizing: content;
      }
      [aria-invalid='true'] {
        border-color: var(--danger);
      }
      @media (max-width: 560px) {
        form {
          padding: 0 20px 24px;
        }
      }
    `,
  ];

  @state() private config: WidgetConfig | null = null;
  @state() private busy = false;
  @state() private failure: { text: string; field: string | null } | null = null;
  @query('form') private readonly form!: HTMLFormElement;
  /** The same for every try, so that one ticket is opened. */
  private readonly clientId = randomId();

  constructor(private readonly words: Words) {
    super();
    document.title = words.t('new.title');
    void this.load();
  }

  private async load(): Promise<void> {
    try {
      this.config = await loadConfig(fetch, this.words.language);
    } catch (error) {
      this.failure = { text: refusal(this.words, error), field: null };
      setTimeout(() => void this.load(), 5_000);
      return;
    }
    this.failure = null;
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const data = new FormData(this.form);
    const values = Object.fromEntries([...data].map(([name, value]) => [name, String(value)]));
    this.busy = true;
    this.failure = null;
    try {
      const form = { ...values, client_id: this.clientId } as unknown as Form;
      const { number, key } = await openTicket(fetch, form);
      location.assign(`/t/${encodeURIComponent(number)}?${new URLSearchParams({ key })}`);
    } catch (error) {
      const field = error instanceof HttpError ? (error.body.field ?? null) : null;
      this.failure = { text: refusal(this.words, error), field };
      this.busy = false;
      await this.updateComplete;
      if (field) this.form.querySelector<HTMLElement>(`[name="${CSS.escape(field)}"]`)?.focus();
    }
  }

  private wrong(field: string): 'true' | 'false' {
    return this.failure?.field === field ? 'true' : 'false';
  }

  protected override render(): TemplateResult {
    const { words, config } = this;
    return html`
      <header>
        <b>${config?.company.name ?? ''}</b>
        <a href="/">${words.t('home')}</a>
      </header>
      <main>
        <div class="head">
          <h1>${words.t('new.title')}</h1>
          <p>${words.t('new.text')}</p>
        </div>
        <form @submit=${this.submit}>
          <label>
            ${words.t('department')}
            <select name="department" required aria-invalid=${this.wrong('department')}>
              ${config?.departments.map(
                ({ name, title }) => html`<option value=${name}>${title}</option>`,
              )}
            </select>
          </label>
          <label>
            ${words.t('new.subject')}
            <input name="subject" required maxlength="200" aria-invalid=${this.wrong('subject')} />
          </label>
          <label>
            <span>${words.t('new.details')} <small>${words.t('new.secrets')}</small></span>
            <textarea
              name="text"
              required
              maxlength="4000"
              aria-invalid=${this.wrong('text')}
            ></textarea>
          </label>
          <label>
            <span>${words.t('new.email')} <small>${words.t('new.email.why')}</small></span>
            <input
              name="email"
              type="email"
              maxlength="254"
              autocomplete="email"
              aria-invalid=${this.wrong('email')}
            />
          </label>
          <label>
            ${words.t('new.language')}
            <select name="language">
              ${(config?.languages ?? [words.language]).map(
                (code) =>
                  html`<option value=${code} ?selected=${code === words.language}>
                    ${new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code}
                  </option>`,
              )}
            </select>
          </label>
          ${this.failure ? html`<p class="bad" role="alert">${this.failure.text}</p>` : nothing}
          <div class="buttons">
            <button class="button main" ?disabled=${this.busy || !config}>
              ${words.t('new.do')}
            </button>
          </div>
        </form>
      </main>
    `;
  }
}
