import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { randomId } from '../core/ids';
import { pageStyles } from '../core/page-styles';
import { dialogStyles } from './dialog-styles';
import { DeskElement } from './element';
import { openTicket, type NewTicket } from './tickets-api';
import { PRIORITIES } from './tickets-model';

/** What is known before anybody has typed: of the chat that the ticket comes from. */
export interface Known {
  conversation: string;
  department?: string;
  subject?: string;
  text?: string;
  language?: string;
  email?: string;
  name?: string;
}

/** Opens a ticket for a customer who called or chats; `opened` tells its number. */
@customElement('new-ticket-dialog')
export class NewTicketDialog extends DeskElement {
  static override styles = [pageStyles, dialogStyles];

  @state() private busy = false;
  @state() private failure: string | null = null;
  /** In which the customer can be written to. */
  @state() private languages: string[] = [];
  /** The same for every try of one ticket, so that the server opens it once. */
  private clientId = randomId();
  private conversation = '';
  /** The customer's, where it is known. */
  @state() private language = '';
  @query('dialog') private readonly dialog!: HTMLDialogElement;
  @query('form') private readonly form!: HTMLFormElement;

  /** @param known what a chat has told already; all of it can be changed */
  ask({ conversation, language = '', ...fields }: Known = { conversation: '' }): void {
    this.clientId = randomId();
    this.conversation = conversation;
    this.language = language;
    this.failure = null;
    this.form.reset();
    for (const [name, value] of Object.entries(fields)) {
      const field = this.form.elements.namedItem(name);
      if (field && 'value' in field && value) field.value = value;
    }
    this.dialog.showModal();
    void this.desk.attempt(async () => {
      const config = await this.desk.api.config(this.words.language);
      this.languages = config.languages ?? [config.language];
    });
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const values = Object.fromEntries(
      [...new FormData(this.form)].map(([name, value]) => [name, String(value).trim()]),
    );
    const ticket = { ...values, client_id: this.clientId } as unknown as NewTicket;
    if (this.conversation !== '') ticket.conversation_id = this.conversation;
    this.busy = true;
    try {
      const { number } = await openTicket(this.desk.api, ticket);
      this.dialog.close();
      this.dispatchEvent(new CustomEvent('opened', { detail: number }));
    } catch (error) {
      this.failure = this.desk.explain(error);
    } finally {
      this.busy = false;
    }
  }

  protected override render(): TemplateResult {
    const { words, desk } = this;
    return html`<dialog aria-labelledby="title">
      <form @submit=${this.submit}>
        <h2 id="title">${words.t('tickets.new.title')}</h2>
        <p>${words.t('tickets.new.text')}</p>
        <div class="pair">
          <label>
            ${words.t('filter.department')}
            <select name="department">
              ${desk.departments.map(
                ({ name, title }) => html`<option value=${name}>${title}</option>`,
              )}
            </select>
          </label>
          <label>
            ${words.t('tickets.priority')}
            <select name="priority">
              ${PRIORITIES.map(
                (one) =>
                  html`<option value=${one} ?selected=${one === 'normal'}>
                    ${words.t(`ticket.priority.${one}`)}
                  </option>`,
              )}
            </select>
          </label>
        </div>
        <label>
          ${words.t('tickets.subject')}
          <input name="subject" required maxlength="200" />
        </label>
        <label>
          ${words.t('tickets.new.request')}
          <textarea name="text" rows="5" required maxlength="4000"></textarea>
        </label>
        <div class="pair">
          <label>
            <span>${words.t('tickets.email')} <small>${words.t('dialog.optional')}</small></span>
            <input name="email" type="email" maxlength="254" autocomplete="off" />
          </label>
          <label>
            <span>${words.t('tickets.name')} <small>${words.t('dialog.optional')}</small></span>
            <input name="name" maxlength="120" autocomplete="off" />
          </label>
        </div>
        <label>
          ${words.t('packet.language')}
          <select name="language">
            ${this.languages.map(
              (code) =>
                html`<option value=${code} ?selected=${code === (this.language || words.language)}>
                  ${languageName(code)}
                </option>`,
            )}
          </select>
        </label>
        ${this.failure ? html`<p class="bad" role="alert">${this.failure}</p>` : nothing}
        <div class="buttons">
          <button class="button" type="button" @click=${() => this.dialog.close()}>
            ${words.t('dialog.cancel')}
          </button>
          <button class="button main" ?disabled=${this.busy}>${words.t('tickets.new.do')}</button>
        </div>
      </form>
    </dialog>`;
  }
}

/** A language as those who speak it call it. */
function languageName(code: string): string {
  return new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
}
