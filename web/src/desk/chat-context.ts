import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { moment } from '../core/time';
import { DeskElement } from './element';
import { questionOf, type Detail, type LedgerPromise, type Packet } from './model';
import './wait';

/** The packet and what else is known: read in a glance before the first word. */
@customElement('chat-context')
export class ChatContext extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        display: block;
        min-height: 0;
        overflow-y: auto;
        background: var(--surface);
      }
      h2 {
        margin: 0;
        padding: 18px 18px 0;
        font-size: 16px;
        font-weight: 650;
      }
      .top {
        display: flex;
        align-items: flex-start;
        justify-content: space-between;
      }
      .top .button {
        display: none;
        margin: 12px 14px 0 0;
      }
      @media (max-width: 1180px) {
        .top .button {
          display: inline-flex;
        }
      }
      section {
        padding: 14px 18px;
        border-block-end: 1px solid var(--line);
      }
      h3 {
        margin: 0 0 6px;
        font-size: 13px;
        font-weight: 600;
        color: var(--muted);
      }
      blockquote {
        margin: 0;
        font-size: 15px;
        font-weight: 550;
        line-height: 1.4;
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      .chips {
        display: flex;
        flex-wrap: wrap;
        gap: 5px;
        margin-block-start: 8px;
      }
      dl {
        display: grid;
        grid-template-columns: 92px minmax(0, 1fr);
        gap: 5px 10px;
        margin: 0;
      }
      dt {
        color: var(--muted);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      dd code {
        font-family: ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
        font-size: 13px;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
        display: grid;
        gap: 6px;
      }
      li {
        overflow-wrap: anywhere;
      }
      a {
        color: var(--accent);
        text-underline-offset: 2px;
      }
      details summary {
        cursor: pointer;
        color: var(--muted);
        font-size: 13px;
        font-weight: 600;
      }
      details ul {
        margin-block-start: 6px;
      }
      details li {
        padding-inline-start: 10px;
        border-inline-start: 2px solid var(--line);
        color: #34423e;
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 4;
        overflow: hidden;
      }
      .due {
        color: var(--muted);
        font-size: 13px;
      }
    `,
  ];

  protected override render(): unknown {
    const { desk, words } = this;
    const detail = desk.open?.detail;
    if (!detail) return nothing;
    const packet = detail.packet ?? {};
    return html`
      <div class="top">
        <h2>${words.t('packet.title')}</h2>
        <button class="button" type="button" @click=${() => this.dispatchEvent(new Event('close'))}>
          ${words.t('packet.close')}
        </button>
      </div>
      ${this.renderQuestion(packet)} ${this.renderDetails(packet)}
      ${this.renderFacts(detail, packet)} ${this.renderPromises(detail, packet)}
      ${this.renderTickets(detail, packet)} ${this.renderSaid('packet.asked', packet.asked)}
      ${this.renderSaid('packet.answered', packet.answered)}
    `;
  }

  private renderQuestion(packet: Packet): unknown {
    const { words } = this;
    const question = questionOf(packet);
    if (!question && !packet.intent) return nothing;
    const scope = packet.scope === 'supported' || packet.scope === 'not_supported';
    return html`<section>
      <h3>${words.t('packet.question')}</h3>
      <blockquote>${question || words.t('packet.none')}</blockquote>
      <div class="chips">
        ${
          packet.intent
            ? html`<span class="chip" title=${words.t('packet.understood')}>
                ${packet.intent.replaceAll('_', ' ')}
              </span>`
            : nothing
        }
        ${
          typeof packet.confidence === 'number'
            ? html`<span class="chip">
                ${words.t('packet.confidence', { n: Math.round(packet.confidence * 100) })}
              </span>`
            : nothing
        }
        ${
          scope
            ? html`<span class="chip ${packet.scope ?? ''}" title=${words.t('packet.scope')}>
                ${words.t(
                  packet.scope === 'supported'
                    ? 'packet.scope.supported'
                    : 'packet.scope.not_supported',
                )}
              </span>`
            : nothing
        }
      </div>
    </section>`;
  }

  private renderDetails(packet: Packet): unknown {
    const { words } = this;
    const found = Object.entries(packet.details ?? {}).filter(([, values]) => values.length > 0);
    if (found.length === 0) return nothing;
    return html`<section>
      <h3>${words.t('packet.details')}</h3>
      <dl>
        ${found.map(
          ([name, values]) =>
            html`<dt>${words.maybe('detail', name)}</dt>
              <dd>${values.map((value) => html`<div><code>${value}</code></div>`)}</dd>`,
        )}
      </dl>
    </section>`;
  }

  private renderFacts(detail: Detail, packet: Packet): TemplateResult {
    const { words, desk } = this;
    const fact = (key: string, value: unknown): unknown =>
      value
        ? html`<dt>${key}</dt>
            <dd>${value}</dd>`
        : nothing;
    return html`<section>
      <dl>
        ${fact(
          words.t('packet.department'),
          desk.departmentTitle(packet.department ?? detail.state.department),
        )}
        ${fact(words.t('packet.level'), packet.level)}
        ${fact(words.t('packet.language'), packet.language ?? detail.language)}
        ${fact(words.t('packet.customer'), customer(packet.identity))}
        ${fact(words.t('packet.reason'), packet.reason)} ${this.renderWaited(packet)}
        ${fact(words.t('packet.page'), packet.page ?? detail.page)}
      </dl>
    </section>`;
  }

  private renderWaited(packet: Packet): unknown {
    const { words, desk } = this;
    const waiting = desk.open?.state?.owner === 'queue';
    if (!waiting || !packet.waiting_since) return nothing;
    return html`<dt>${words.t('packet.waited')}</dt>
      <dd>
        <desk-wait .since=${packet.waiting_since} .now=${() => desk.now()}></desk-wait>
      </dd>`;
  }

  private renderPromises(detail: Detail, packet: Packet): unknown {
    const { words } = this;
    const promises = detail.promises.length > 0 ? detail.promises : [packet.promise];
    const made = promises.filter((promise) => !!promise);
    if (made.length === 0) return nothing;
    return html`<section>
      <h3>${words.t('packet.promises')}</h3>
      <ul>
        ${made.map((promise) => html`<li>${this.renderPromise(promise)}</li>`)}
      </ul>
    </section>`;
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

  private renderTickets(detail: Detail, packet: Packet): unknown {
    const { words } = this;
    const numbers = new Set([
      ...detail.tickets.map((ticket) => (typeof ticket === 'string' ? ticket : ticket.number)),
      ...(packet.tickets ?? []),
    ]);
    if (numbers.size === 0) return nothing;
    return html`<section>
      <h3>${words.t('packet.tickets')}</h3>
      <ul>
        ${[...numbers].map(
          (number) => html`<li><a class="number" href="#tickets/${number}">${number}</a></li>`,
        )}
      </ul>
    </section>`;
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
