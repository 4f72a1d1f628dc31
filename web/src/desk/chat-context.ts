import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { moment } from '../core/time';
import './chat-history';
import { contextStyles } from './context-styles';
import { DeskElement } from './element';
import { questionOf, type Detail, type LedgerPromise, type Packet } from './model';
import type { NewTicketDialog } from './new-ticket-dialog';
import './new-ticket-dialog';
import type { Suggestions } from './replies-api';
import { languageName, safeAddress } from './visitor';
import './wait';

const COPIED_MS = 2_000;

/** The packet and what else is known: read in a glance before the first word. */
@customElement('chat-context')
export class ChatContext extends DeskElement {
  static override styles = [pageStyles, contextStyles];

  /** What was just copied. */
  @state() private copied: string | null = null;
  @query('new-ticket-dialog') private readonly dialog!: NewTicketDialog;
  private timer: ReturnType<typeof setTimeout> | undefined;

  protected override render(): unknown {
    const { desk, words } = this;
    const open = desk.open;
    const detail = open?.detail;
    if (!detail) return nothing;
    const packet = detail.packet ?? {};
    return html`
      <div class="top">
        <h2>${words.t('packet.title')}</h2>
        <button class="button" type="button" @click=${() => this.dispatchEvent(new Event('close'))}>
          ${words.t('packet.close')}
        </button>
      </div>
      ${this.renderSummary(detail, packet)} ${this.renderNow(open.suggested, packet)}
      ${this.renderFacts(detail, packet)} ${this.renderTickets(detail, packet)}
      <new-ticket-dialog
        .desk=${desk}
        @opened=${() => void this.desk.open?.refresh()}
      ></new-ticket-dialog>
      <chat-history .desk=${desk} .past=${open.past}></chat-history>
      ${this.renderSaid('packet.asked', packet.asked)}
      ${this.renderSaid('packet.answered', packet.answered)}
      <p class="sr" role="status">${this.copied ? words.t('packet.copied') : ''}</p>
    `;
  }

  /** Question, verdict, answer, details, promise and wait: what one has to know to begin. */
  private renderSummary(detail: Detail, packet: Packet): TemplateResult {
    const { words } = this;
    const question = questionOf(packet);
    const answer = packet.answered?.at(-1);
    return html`<section class="summary" aria-label=${words.t('packet.summary')}>
      <h3>${words.t('packet.question')}</h3>
      <blockquote>${question || words.t('packet.none')}</blockquote>
      ${this.renderVerdict(packet)}
      ${
        answer
          ? html`<h3>${words.t('packet.answer')}</h3>
              <p class="answered">${answer}</p>`
          : nothing
      }
      ${this.renderDetails(packet)} ${this.renderPromises(detail, packet)}
      ${this.renderWaited(packet)}
    </section>`;
  }

  private renderVerdict(packet: Pick<Packet, 'intent' | 'confidence' | 'scope'>): unknown {
    const { words } = this;
    const { intent, confidence, scope } = packet;
    if (!intent) return nothing;
    return html`<div class="chips">
      <span class="chip" title=${words.t('packet.understood')}
        >${words.maybe('topic', intent)}</span
      >
      ${
        typeof confidence === 'number'
          ? html`<span class="chip">
              ${words.t('packet.confidence', { n: Math.round(confidence * 100) })}
            </span>`
          : nothing
      }
      ${
        scope === 'supported' || scope === 'not_supported'
          ? html`<span class="chip ${scope}" title=${words.t('packet.scope')}>
              ${words.t(`packet.scope.${scope}`)}
            </span>`
          : nothing
      }
    </div>`;
  }

  private renderDetails(packet: Packet): unknown {
    const { words } = this;
    const found = Object.entries(packet.details ?? {}).filter(([, values]) => values.length > 0);
    if (found.length === 0) return nothing;
    return html`<h3>${words.t('packet.details')}</h3>
      <dl>
        ${found.map(
          ([name, values]) =>
            html`<dt>${words.maybe('detail', name)}</dt>
              <dd>
                ${values.map((value) =>
                  name === 'department'
                    ? this.desk.departmentTitle(value)
                    : this.renderValue(value),
                )}
              </dd>`,
        )}
      </dl>`;
  }

  private renderValue(value: string): TemplateResult {
    const { words } = this;
    return html`<div class="value">
      <code>${value}</code>
      <button
        class="copy"
        type="button"
        aria-label=${words.t('packet.copy.value', { value })}
        @click=${() => void this.copy(value)}
      >
        ${words.t(this.copied === value ? 'packet.copied' : 'packet.copy')}
      </button>
    </div>`;
  }

  private async copy(value: string): Promise<void> {
    const done = await this.desk.attempt(() => navigator.clipboard.writeText(value));
    if (!done) return;
    this.copied = value;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.copied = null), COPIED_MS);
  }

  private renderPromises(detail: Detail, packet: Packet): unknown {
    const { words } = this;
    const promises = detail.promises.length > 0 ? detail.promises : [packet.promise];
    const made = promises.filter((promise) => !!promise);
    if (made.length === 0) return nothing;
    return html`<h3>${words.t('packet.promises')}</h3>
      <ul>
        ${made.map((promise) => html`<li>${this.renderPromise(promise)}</li>`)}
      </ul>`;
  }

  private renderPromise(promise: LedgerPromise): TemplateResult {
    const { words, desk } = this;
    const by = promise.respond_by;
    return html`${promise.text}
    ${
      by
        ? html`<div class="due">
            ${words.t('packet.promise.by', { moment: moment(by, desk.zone, words.language) })}
            ${
              promise.status === 'kept' || promise.status === 'broken'
                ? html`<span class="chip ${promise.status}"
                    >${words.t(`packet.promise.${promise.status}`)}</span
                  >`
                : nothing
            }
          </div>`
        : nothing
    }`;
  }

  private renderWaited(packet: Packet): unknown {
    const { words, desk } = this;
    const waiting = desk.open?.state?.owner === 'queue';
    if (!waiting || !packet.waiting_since) return nothing;
    return html`<h3>${words.t('packet.waited')}</h3>
      <desk-wait .since=${packet.waiting_since} .now=${() => desk.now()}></desk-wait>`;
  }

  /** What the visitor's last message is about, where that is newer than the packet. */
  private renderNow(found: Suggestions | null, packet: Packet): unknown {
    const { words, desk } = this;
    if (found && !found.available) {
      return html`<section>
        <h3>${words.t('reply.now')}</h3>
        <p class="none">${words.t('reply.away')}</p>
      </section>`;
    }
    if (!found?.intent || found.intent === packet.intent) return nothing;
    const item = found.scope_item;
    return html`<section>
      <h3>${words.t('reply.now')}</h3>
      ${this.renderVerdict(found)}
      ${
        item
          ? html`<p class="verdict">
              ${item.title}${item.condition ? html` (${item.condition})` : nothing}${
                item.needs_identity
                  ? html`<br /><span class="due">${words.t('reply.identity')}</span>`
                  : nothing
              }
            </p>`
          : nothing
      }
      ${
        found.department && found.department !== desk.open?.state?.department
          ? html`<p class="due">
              ${words.t('reply.department', { name: desk.departmentTitle(found.department) })}
            </p>`
          : nothing
      }
    </section>`;
  }

  private renderFacts(detail: Detail, packet: Packet): TemplateResult {
    const { words, desk } = this;
    const fact = (key: string, value: unknown): unknown =>
      value
        ? html`<dt>${key}</dt>
            <dd>${value}</dd>`
        : nothing;
    const language = packet.language ?? detail.language;
    const page = packet.page ?? detail.page;
    const address = safeAddress(page);
    return html`<section>
      <dl>
        ${fact(
          words.t('packet.department'),
          desk.departmentTitle(packet.department ?? detail.state.department),
        )}
        ${fact(words.t('packet.level'), packet.level)}
        ${fact(words.t('packet.language'), languageName(language, words.language))}
        ${fact(words.t('packet.customer'), customer(packet.identity))}
        ${fact(words.t('packet.reason'), packet.reason && words.maybe('topic', packet.reason))}
        ${fact(
          words.t('packet.page'),
          address
            ? html`<a href=${address} target="_blank" rel="noopener noreferrer">${page}</a>`
            : page,
        )}
      </dl>
    </section>`;
  }

  private renderTickets(detail: Detail, packet: Packet): unknown {
    const { words } = this;
    // Those of the visitor's other conversations stand in the history.
    const own = packet.tickets ?? [];
    const numbers = new Set([
      ...own,
      ...detail.tickets.flatMap((ticket) => (typeof ticket === 'string' ? [ticket] : [])),
    ]);
    const mayOpen = this.desk.me?.role !== 'trainer';
    if (numbers.size === 0 && !mayOpen) return nothing;
    return html`<section>
      <h3>${words.t('packet.tickets')}</h3>
      <ul>
        ${[...numbers].map(
          (number) => html`<li><a class="number" href="#tickets/${number}">${number}</a></li>`,
        )}
      </ul>
      ${
        mayOpen
          ? html`<button
              class="button"
              type="button"
              @click=${() => this.openTicket(detail, packet)}
            >
              ${words.t('tickets.new')}
            </button>`
          : nothing
      }
    </section>`;
  }

  /** With what the chat has told: nobody asks the visitor for it again. */
  private openTicket(detail: Detail, packet: Packet): void {
    this.dialog.ask({
      conversation: detail.id,
      department: packet.department ?? '',
      subject: questionOf(packet),
      text: (packet.asked ?? []).join('\n'),
      language: detail.language,
      email: packet.identity?.email ?? '',
      name: packet.identity?.name ?? '',
    });
  }

  private renderSaid(
    key: 'packet.asked' | 'packet.answered',
    texts: string[] | undefined,
  ): unknown {
    if (!texts || texts.length === 0) return nothing;
    return html`<section>
      <details>
        <summary>${this.words.t(key)} (${texts.length})</summary>
        <ul>
          ${texts.map((text) => html`<li>${text}</li>`)}
        </ul>
      </details>
    </section>`;
  }
}

function customer(identity: Packet['identity']): unknown {
  if (!identity) return null;
  const { user, name, email } = identity;
  return html`${name ? html`<div>${name}</div>` : nothing}
    ${email ? html`<div>${email}</div>` : nothing}
    <div><code>${user}</code></div>`;
}
