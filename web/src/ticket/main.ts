import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { HttpError, requestJson } from '../core/http';
import { loadMessages, type Translator } from '../core/i18n';
import { pageStyles } from '../core/page-styles';
import type { Author, PromiseData, WidgetConfig } from '../core/protocol';
import { richText } from '../core/richtext-view';
import { moment, offsetOf, zoneLabel } from '../core/time';
import { ticket as english, type TicketKey } from '../locales/en';
import { ticketLoaders } from '../locales/pages';

interface Ticket {
  number: string;
  status: string;
  department: string;
  subject: string;
  opened_at: string;
  updated_at: string;
  promise: PromiseData | null;
  messages: { seq: number; author: Author; at: string; text: string }[];
}

type View =
  | { kind: 'loading' }
  | { kind: 'ticket'; ticket: Ticket }
  | { kind: 'problem'; problem: 'not_found' | 'limited' | 'away' };

const RETRY_MS = 8_000;
const REFRESH_MS = 60_000;

/** A customer's ticket at its own address: what became of it, and what was promised. */
@customElement('frontdesk-ticket')
export class TicketPage extends LitElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        display: block;
        max-width: 760px;
        margin-inline: auto;
        padding: 24px 20px 64px;
        font-size: 16px;
        line-height: 1.55;
      }
      header {
        display: flex;
        justify-content: space-between;
        gap: 16px;
        padding-block-end: 20px;
        font-size: 15px;
      }
      header a {
        color: var(--accent);
        text-underline-offset: 3px;
      }
      header b {
        font-weight: 650;
      }
      main {
        border: 1px solid var(--line);
        border-radius: 16px;
        background: var(--surface);
        overflow: hidden;
      }
      .head {
        padding: 28px 32px 24px;
      }
      .head .chip {
        font-size: 14px;
        line-height: 26px;
        padding-inline: 12px;
        border-radius: 13px;
      }
      .line {
        display: flex;
        align-items: center;
        gap: 12px;
        color: var(--muted);
      }
      h1 {
        margin: 10px 0 20px;
        font-size: 26px;
        line-height: 1.2;
        letter-spacing: -0.015em;
        overflow-wrap: anywhere;
        text-wrap: balance;
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 12px 40px;
        margin: 0;
      }
      dt {
        font-size: 14px;
        color: var(--muted);
      }
      dd {
        margin: 0;
        font-weight: 550;
      }
      .promise {
        padding: 16px 32px;
        background: var(--soft);
      }
      .promise b {
        display: block;
        font-size: 14px;
        color: var(--accent);
      }
      .promise p {
        margin: 0;
      }
      h2 {
        margin: 0;
        padding: 24px 32px 4px;
        font-size: 17px;
      }
      ol {
        margin: 0;
        padding: 0 32px 16px;
        list-style: none;
      }
      li {
        padding-block: 16px;
      }
      li + li {
        border-block-start: 1px solid var(--line);
      }
      li .who {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 12px;
        justify-content: space-between;
        margin-block-end: 4px;
        color: var(--muted);
        font-size: 14px;
      }
      li .who b {
        color: var(--ink);
        font-weight: 600;
        font-size: 15px;
      }
      .empty {
        margin: 0;
        padding: 8px 32px 28px;
        color: var(--muted);
      }
      .problem {
        padding: 48px 32px;
        text-align: center;
      }
      .problem h1 {
        margin-block-start: 0;
      }
      .problem p {
        max-width: 34em;
        margin: 0 auto 24px;
        color: var(--muted);
      }
      footer {
        padding-block-start: 14px;
        font-size: 14px;
        color: var(--muted);
      }
      @media (max-width: 560px) {
        :host {
          padding-inline: 12px;
        }
        .head,
        .promise,
        h2,
        ol,
        .empty {
          padding-inline: 20px;
        }
      }
    `,
  ];

  @state() private view: View = { kind: 'loading' };
  @state() private config: WidgetConfig | null = null;
  private readonly number = decodeURIComponent(location.pathname.split('/').at(-1) ?? '');
  private readonly key = new URLSearchParams(location.search).get('key') ?? '';

  constructor(private readonly words: Translator<TicketKey>) {
    super();
    document.title = words.t('title', { number: this.number });
    void this.loadConfig();
    void this.load();
  }

  private async loadConfig(): Promise<void> {
    const query = new URLSearchParams({ language: this.words.language });
    try {
      this.config = await requestJson<WidgetConfig>(fetch, `/api/widget/config?${query}`);
    } catch {
      // Only the titles of company and departments come from there.
      return;
    }
  }

  private async load(): Promise<void> {
    const url = `/api/tickets/${encodeURIComponent(this.number)}?${new URLSearchParams({ key: this.key })}`;
    let next = REFRESH_MS;
    try {
      this.view = { kind: 'ticket', ticket: await requestJson<Ticket>(fetch, url) };
    } catch (error) {
      const status = error instanceof HttpError ? error.status : 0;
      if (status === 0 || status >= 500) {
        next = RETRY_MS;
        // What is shown already stays: it is older, not wrong.
        if (this.view.kind !== 'ticket') this.view = { kind: 'problem', problem: 'away' };
      } else {
        this.view = { kind: 'problem', problem: status === 429 ? 'limited' : 'not_found' };
        return;
      }
    }
    setTimeout(() => void this.load(), next);
  }

  protected override render(): TemplateResult {
    const { view, words, config } = this;
    return html`
      <header>
        <b>${config?.company.name ?? ''}</b>
        <a href="/">${words.t('home')}</a>
      </header>
      <main aria-live="polite" aria-busy=${String(view.kind === 'loading')}>
        ${
          view.kind === 'loading'
            ? html`<div class="problem">${words.t('loading')}</div>`
            : view.kind === 'problem'
              ? this.renderProblem(view.problem)
              : this.renderTicket(view.ticket)
        }
      </main>
      ${
        view.kind === 'ticket'
          ? html`<footer>
              ${words.t('zone', { zone: zoneLabel(offsetOf(view.ticket.opened_at) ?? 0) })}
            </footer>`
          : nothing
      }
    `;
  }

  private renderProblem(problem: 'not_found' | 'limited' | 'away'): TemplateResult {
    const { words } = this;
    return html`<div class="problem" role="alert">
      <h1>${words.t(`error.${problem}.title`)}</h1>
      <p>${words.t(`error.${problem}`)}</p>
      ${
        problem === 'not_found'
          ? nothing
          : html`<button class="button" type="button" @click=${() => location.reload()}>
              ${words.t('error.retry')}
            </button>`
      }
    </div>`;
  }

  private at(iso: string): string {
    return moment(iso, offsetOf(iso) ?? 0, this.words.language);
  }

  private renderTicket(ticket: Ticket): TemplateResult {
    const { words } = this;
    const department = this.config?.departments.find((d) => d.name === ticket.department);
    return html`
      <div class="head">
        <div class="line">
          <span class="number">${ticket.number}</span>
          <span class="chip ${ticket.status}">${words.maybe('status', ticket.status)}</span>
        </div>
        <h1>${ticket.subject}</h1>
        <dl>
          <div>
            <dt>${words.t('department')}</dt>
            <dd>${department?.title ?? ticket.department}</dd>
          </div>
          <div>
            <dt>${words.t('opened')}</dt>
            <dd><time datetime=${ticket.opened_at}>${this.at(ticket.opened_at)}</time></dd>
          </div>
          <div>
            <dt>${words.t('updated')}</dt>
            <dd><time datetime=${ticket.updated_at}>${this.at(ticket.updated_at)}</time></dd>
          </div>
        </dl>
      </div>
      ${ticket.promise ? this.renderPromise(ticket.promise) : nothing}
      <h2>${words.t('thread')}</h2>
      ${
        ticket.messages.length === 0
          ? html`<p class="empty">${words.t('thread.empty')}</p>`
          : html`<ol>
              ${ticket.messages.map(
                (message) =>
                  html`<li>
                    <div class="who">
                      <b>${message.author.name ?? words.maybe('author', message.author.kind)}</b>
                      <time datetime=${message.at}>${this.at(message.at)}</time>
                    </div>
                    <div class="text">${richText(message.text)}</div>
                  </li>`,
              )}
            </ol>`
      }
    `;
  }

  private renderPromise(promise: PromiseData): TemplateResult {
    return html`<div class="promise">
      <b>${this.words.t('promise')}</b>
      <p>${promise.text}</p>
    </div>`;
  }
}

const words = await loadMessages(ticketLoaders, english, navigator.language);
document.documentElement.lang = words.language;
document.body.append(new TicketPage(words));
