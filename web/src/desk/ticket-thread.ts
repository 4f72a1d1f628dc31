import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { richText } from '../core/richtext-view';
import { moment } from '../core/time';
import { DeskElement } from './element';
import { fileLink } from './file-view';
import { logStyles } from './log-styles';
import { ticketFileUrl } from './tickets-api';
import type { Thread, TicketMessage } from './tickets-model';

/** What was written in a ticket, and what was done to it. */
@customElement('ticket-thread')
export class TicketThread extends DeskElement {
  static override styles = [
    pageStyles,
    logStyles,
    css`
      .line.own {
        font-style: italic;
      }
      .files {
        display: grid;
        gap: 6px;
        margin-block-start: 6px;
      }
      .bubble > .files:first-child {
        margin-block-start: 0;
      }
    `,
  ];

  @property({ attribute: false }) thread!: Thread;

  /** Whether the end is shown: then it stays in view when something comes. */
  private atEnd = true;

  private get log(): HTMLElement | null {
    return this.renderRoot.querySelector('.log');
  }

  protected override firstUpdated(): void {
    // A picture gets its height when it is there; `load` does not bubble.
    this.log?.addEventListener('load', () => this.showEnd(), true);
  }

  private showEnd(): void {
    const { log } = this;
    if (log && this.atEnd) log.scrollTop = log.scrollHeight;
  }

  protected override willUpdate(): void {
    const { log } = this;
    // Once read back, what comes does not pull the reader away.
    if (log) this.atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  }

  protected override updated(): void {
    this.showEnd();
  }

  protected override render(): TemplateResult {
    const { words } = this;
    const { ticket, messages } = this.thread;
    const details = ticket.details && ticket.details !== messages[0]?.text ? ticket.details : null;
    return html`<div class="log" role="log" aria-label=${words.t('tickets.thread')} tabindex="0">
      ${
        details
          ? html`<article class="message visitor">
              <p class="who"><b>${words.t('tickets.details')}</b></p>
              <div class="bubble text">${richText(details)}</div>
            </article>`
          : nothing
      }
      ${messages.map((message) => this.renderMessage(message))}
    </div>`;
  }

  private renderMessage(message: TicketMessage): TemplateResult {
    const { words, desk } = this;
    const time = html`<time datetime=${message.at}
      >${moment(message.at, desk.zone, words.language)}</time
    >`;
    if (message.author.kind === 'system') {
      const by = message.author.name;
      return html`<p class="line ${message.internal ? 'own' : ''}">
        ${message.text}${by && !message.text.includes(by) ? html` · ${by}` : nothing} · ${time}
      </p>`;
    }
    const kind = message.internal ? 'note' : message.author.kind;
    const name = message.author.name ?? words.maybe('ticket.author', message.author.kind);
    return html`<article class="message ${kind}">
      <p class="who">
        <b>${name}</b>
        ${message.internal ? html`<span class="chip">${words.t('chat.internal')}</span>` : nothing}
        ${message.ticket ? html`<span class="chip number">${message.ticket}</span>` : nothing}
        ${time}
      </p>
      <div class="bubble text">
        ${message.text ? richText(message.text) : nothing}
        ${
          message.files.length > 0
            ? html`<div class="files">
                ${message.files.map((file) =>
                  fileLink(words, ticketFileUrl(this.thread.ticket.number, file.id), file),
                )}
              </div>`
            : nothing
        }
      </div>
    </article>`;
  }
}
