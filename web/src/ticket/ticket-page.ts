import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { HttpError } from '../core/http';
import { randomId } from '../core/ids';
import { pageStyles } from '../core/page-styles';
import type { FileData, WidgetConfig } from '../core/protocol';
import { richText } from '../core/richtext-view';
import { offsetOf, zoneLabel } from '../core/time';
import { loadConfig, type Message, type Ticket, type TicketApi } from './api';
import './composer';
import { pageParts } from './page-parts';
import { ticketStyles } from './styles';
import { at, nextStep, refusal, type Words } from './words';

type Problem = 'not_found' | 'limited' | 'away';
type View =
  { kind: 'loading' } | { kind: 'ticket'; ticket: Ticket } | { kind: 'problem'; problem: Problem };

/** How often a page that is looked at asks for news; unchanged, an answer is a few bytes. */
const REFRESH_MS = 5_000;
const RETRY_MS = 8_000;

/** A customer's ticket at its own address: what becomes of it, and the customer's part in it. */
@customElement('frontdesk-ticket')
export class TicketPage extends LitElement {
  static override styles = [pageStyles, ticketStyles, pageParts];

  @state() private view: View = { kind: 'loading' };
  @state() private config: WidgetConfig | null = null;
  @state() private busy = false;
  @state() private failure: string | null = null;
  @state() private news = '';
  @query('dialog') private readonly dialog!: HTMLDialogElement;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The same for every try of one request, so that it is done once. */
  private askId = randomId();

  constructor(
    private readonly words: Words,
    private readonly api: TicketApi,
  ) {
    super();
    document.title = words.t('title', { number: api.number });
    void this.loadConfig();
    void this.load();
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.load();
      else clearTimeout(this.timer);
    });
  }

  private async loadConfig(): Promise<void> {
    try {
      this.config = await loadConfig(fetch, this.words.language);
    } catch {
      // Only titles and limits come from there, and the server holds to the limits itself.
      return;
    }
  }

  private async load(): Promise<void> {
    clearTimeout(this.timer);
    let next = REFRESH_MS;
    try {
      this.show(await this.api.get());
    } catch (error) {
      const status = error instanceof HttpError ? error.status : 0;
      // What is shown already stays: it is older, not wrong.
      if (status === 404 || this.view.kind !== 'ticket') {
        const problem = status === 404 ? 'not_found' : status === 429 ? 'limited' : 'away';
        this.view = { kind: 'problem', problem };
      }
      if (status === 404) return;
      next = RETRY_MS;
    }
    clearTimeout(this.timer);
    if (document.visibilityState === 'visible') {
      this.timer = setTimeout(() => void this.load(), next);
    }
  }

  private show(ticket: Ticket): void {
    const before = this.view.kind === 'ticket' ? this.view.ticket : null;
    if (before && ticket.messages.length > before.messages.length) {
      const last = ticket.messages.at(-1);
      if (last && last.author.kind !== 'visitor') this.news = last.text;
    }
    this.view = { kind: 'ticket', ticket };
  }

  private async run(call: () => Promise<Ticket>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.failure = null;
    try {
      this.show(await call());
      return true;
    } catch (error) {
      this.failure = refusal(this.words, error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  private async ask(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const reason = String(new FormData(form).get('reason') ?? '').trim();
    if (reason === '') return;
    const done = await this.run(() => this.api.escalate(this.askId, reason));
    if (!done) return;
    this.askId = randomId();
    form.reset();
    this.dialog.close();
  }

  protected override render(): TemplateResult {
    const { view, words, config } = this;
    return html`
      <header>
        <b>${config?.company.name ?? ''}</b>
        <a href="/">${words.t('home')}</a>
      </header>
      <main aria-busy=${String(view.kind === 'loading')}>
        ${
          view.kind === 'loading'
            ? html`<div class="problem">${words.t('loading')}</div>`
            : view.kind === 'problem'
              ? this.renderProblem(view.problem)
              : this.renderTicket(view.ticket)
        }
      </main>
      <p class="sr" role="status">${this.news}</p>
      ${
        view.kind === 'ticket'
          ? html`<footer>
              ${words.t('zone', { zone: zoneLabel(offsetOf(view.ticket.opened_at) ?? 0) })}
            </footer>`
          : nothing
      }
    `;
  }

  private renderProblem(problem: Problem): TemplateResult {
    const { words } = this;
    return html`<div class="problem" role="alert">
      <h1>${words.t(`error.${problem}.title`)}</h1>
      <p>${words.t(`error.${problem}`)}</p>
      ${
        problem === 'not_found'
          ? html`<a class="button" href="/t/new">${words.t('new.title')}</a>`
          : html`<button class="button" type="button" @click=${() => location.reload()}>
              ${words.t('error.retry')}
            </button>`
      }
    </div>`;
  }

  private departmentTitle(name: string): string {
    return this.config?.departments.find((one) => one.name === name)?.title ?? name;
  }

  private renderTicket(ticket: Ticket): TemplateResult {
    const { words } = this;
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
            <dd>${this.departmentTitle(ticket.department)}</dd>
          </div>
          <div>
            <dt>${words.t('level')}</dt>
            <dd>${ticket.escalation.title}</dd>
          </div>
          <div>
            <dt>${words.t('opened')}</dt>
            <dd><time datetime=${ticket.opened_at}>${at(words, ticket.opened_at)}</time></dd>
          </div>
          <div>
            <dt>${words.t('updated')}</dt>
            <dd><time datetime=${ticket.updated_at}>${at(words, ticket.updated_at)}</time></dd>
          </div>
        </dl>
      </div>
      ${this.renderNext(ticket)}
      <h2 id="thread">${words.t('thread')}</h2>
      <ol aria-labelledby="thread">
        ${ticket.messages.map((message) => this.renderMessage(message))}
      </ol>
      ${
        ticket.may.write
          ? html`<ticket-answer
              .words=${words}
              .api=${this.api}
              .ticket=${ticket}
              .mostBytes=${this.config?.upload?.bytes ?? Infinity}
              .accept=${this.config?.upload?.accept ?? ''}
              @changed=${(event: CustomEvent<Ticket>) => this.show(event.detail)}
            ></ticket-answer>`
          : nothing
      }
      ${this.renderDialog(ticket)}
    `;
  }

  private renderNext(ticket: Ticket): TemplateResult {
    const { words } = this;
    const { promise, merged_into: merged, escalation, may } = ticket;
    const owed = promise && (promise.status === 'open' || promise.status === 'paused');
    return html`<section class="next" aria-labelledby="next">
      <b id="next">${words.t('next')}</b>
      ${
        merged
          ? html`<p>${words.t('next.merged')} <a href=${merged.url}>${merged.number}</a></p>`
          : html`<p>${nextStep(words, ticket, this.departmentTitle(ticket.department))}</p>`
      }
      ${owed ? html`<p><b>${words.t('promise')}:</b> ${promise.text}</p>` : nothing}
      ${
        ticket.status === 'closed' && !merged
          ? html`<p><a href="/t/new">${words.t('new.title')}</a></p>`
          : nothing
      }
      ${
        escalation.next && escalation.from
          ? html`<p class="quiet">
              ${words.t('ask.from', {
                title: escalation.next.title,
                moment: at(words, escalation.from),
              })}
            </p>`
          : nothing
      }
      ${this.failure ? html`<p class="bad" role="alert">${this.failure}</p>` : nothing}
      ${
        may.solve || may.escalate
          ? html`<div class="do">
              ${
                may.solve
                  ? html`<button
                      class="button"
                      type="button"
                      ?disabled=${this.busy}
                      @click=${() => void this.run(() => this.api.solve())}
                    >
                      ${words.t('solve')}
                    </button>`
                  : nothing
              }
              ${
                may.escalate && escalation.next
                  ? html`<button
                      class="button"
                      type="button"
                      @click=${() => {
                        this.failure = null;
                        this.dialog.showModal();
                      }}
                    >
                      ${words.t('ask', { title: escalation.next.title })}
                    </button>`
                  : nothing
              }
            </div>`
          : nothing
      }
    </section>`;
  }

  private renderDialog(ticket: Ticket): TemplateResult {
    const { words } = this;
    const title = ticket.escalation.next?.title ?? '';
    return html`<dialog aria-labelledby="ask-title">
      <form @submit=${this.ask}>
        <h2 id="ask-title">${words.t('ask', { title })}</h2>
        <label>
          ${words.t('ask.reason')}
          <textarea name="reason" rows="4" required maxlength="4000"></textarea>
        </label>
        ${this.failure ? html`<p class="bad" role="alert">${this.failure}</p>` : nothing}
        <div class="buttons">
          <button class="button" type="button" @click=${() => this.dialog.close()}>
            ${words.t('cancel')}
          </button>
          <button class="button main" ?disabled=${this.busy}>${words.t('ask.do')}</button>
        </div>
      </form>
    </dialog>`;
  }

  private renderMessage(message: Message): TemplateResult {
    const { words } = this;
    const time = html`<time datetime=${message.at}>${at(words, message.at)}</time>`;
    const { kind, name } = message.author;
    const who = kind === 'staff' && name ? name : words.maybe('author', kind);
    return html`<li class=${kind}>
      <div class="who"><b>${who}</b>${time}</div>
      ${message.text ? html`<div class="text">${richText(message.text)}</div>` : nothing}
      ${message.files.map((file) => this.renderFile(file))}
    </li>`;
  }

  private renderFile(file: FileData): TemplateResult {
    const { words } = this;
    const href = this.api.fileUrl(file.id);
    const size = new Intl.NumberFormat(words.language, {
      style: 'unit',
      unit: 'kilobyte',
      maximumFractionDigits: 0,
    }).format(Math.max(1, file.size / 1024));
    return html`<a class="file" href=${href} target="_blank" rel="noopener">
      ${
        file.type.startsWith('image/')
          ? html`<img src=${href} alt=${file.name} loading="lazy" />`
          : nothing
      }
      <span>${file.name} <small>${size}</small></span>
    </a>`;
  }
}
