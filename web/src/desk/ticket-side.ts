import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { moment } from '../core/time';
import { DeskElement } from './element';
import { TICKET_STATUSES } from './model';
import { changeTicket, unlinkTicket } from './tickets-api';
import { PRIORITIES, type TicketFull, type TicketPromise } from './tickets-model';

type Option = readonly [value: string, title: string];

/** The fields of a ticket to edit, what was promised, and what belongs to it. */
@customElement('ticket-side')
export class TicketSide extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        display: block;
        min-height: 0;
        overflow-y: auto;
        background: var(--surface);
      }
      .top {
        display: none;
        justify-content: flex-end;
        padding: 10px 14px 0;
      }
      section {
        padding: 14px 18px;
        border-block-end: 1px solid var(--line);
      }
      h3 {
        margin: 0 0 8px;
        font-size: 13px;
        font-weight: 600;
        color: var(--muted);
      }
      .fields {
        display: grid;
        gap: 10px;
      }
      label {
        display: grid;
        grid-template-columns: 96px minmax(0, 1fr);
        align-items: center;
        gap: 10px;
        color: var(--muted);
      }
      label select {
        width: 100%;
        color: var(--ink);
      }
      dl {
        display: grid;
        grid-template-columns: 96px minmax(0, 1fr);
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
      a {
        color: var(--accent);
        text-underline-offset: 2px;
      }
      ul {
        display: grid;
        gap: 10px;
        margin: 0 0 8px;
        padding: 0;
        list-style: none;
      }
      li {
        overflow-wrap: anywhere;
      }
      li p {
        margin: 2px 0 0;
      }
      .small {
        color: var(--muted);
        font-size: 13px;
      }
      .cut {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow: hidden;
      }
      .link {
        padding: 2px 0;
        border: 0;
        background: none;
        color: var(--accent);
        font-weight: 600;
        text-decoration: underline;
        text-underline-offset: 2px;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      @media (max-width: 1320px) {
        .top {
          display: flex;
        }
      }
    `,
  ];

  @property({ attribute: false }) ticket!: TicketFull;

  private get locked(): boolean {
    return this.ticket.status === 'closed' || this.desk.me?.role === 'trainer';
  }

  private async change(field: string, value: string | number | null): Promise<void> {
    const { ticket } = this;
    const seen: Record<string, unknown> = {
      status: ticket.status,
      department: ticket.department,
      level: ticket.level,
      priority: ticket.priority,
      assignee: ticket.assignee?.id ?? null,
    };
    await this.desk.attempt(() =>
      changeTicket(this.desk.api, ticket.number, { [field]: value }, { [field]: seen[field] }),
    );
    // Also when it was refused: then the page shows what is there.
    this.dispatchEvent(new Event('edited'));
  }

  private async unlink(conversation: string): Promise<void> {
    await this.desk.attempt(() => unlinkTicket(this.desk.api, this.ticket.number, conversation));
    this.dispatchEvent(new Event('edited'));
  }

  private join(kind: 'merge' | 'link'): void {
    this.dispatchEvent(new CustomEvent('join', { detail: kind }));
  }

  protected override render(): TemplateResult {
    const { words } = this;
    return html`
      <div class="top">
        <button class="button" type="button" @click=${() => this.dispatchEvent(new Event('close'))}>
          ${words.t('packet.close')}
        </button>
      </div>
      ${this.renderFields()} ${this.renderFacts()} ${this.renderPromises()}
      <section><slot></slot></section>
      ${this.renderLinks()} ${this.renderMerge()}
    `;
  }

  private renderFields(): TemplateResult {
    const { words, desk, ticket } = this;
    const statuses = TICKET_STATUSES.filter(
      (one) => one === ticket.status || ticket.possible.includes(one),
    );
    const levels = Array.from({ length: ticket.level }, (_, index) => index + 1);
    return html`<section>
      <div class="fields">
        ${this.renderField(
          'status',
          words.t('tickets.status'),
          ticket.status,
          statuses.map((one): Option => [one, words.t(`ticket.status.${one}`)]),
        )}
        ${this.renderField('assignee', words.t('tickets.assignee'), ticket.assignee?.id ?? '', [
          ['', words.t('tickets.assignee.nobody')],
          ...this.people(),
        ])}
        ${this.renderField(
          'priority',
          words.t('tickets.priority'),
          ticket.priority,
          PRIORITIES.map((one): Option => [one, words.t(`ticket.priority.${one}`)]),
        )}
        ${this.renderField(
          'department',
          words.t('filter.department'),
          ticket.department,
          desk.departments.map(({ name, title }): Option => [name, title]),
        )}
        ${this.renderField(
          'level',
          words.t('packet.level'),
          String(ticket.level),
          levels.map((n): Option => [String(n), words.t('level', { n })]),
        )}
      </div>
    </section>`;
  }

  /** Who can be given it; oneself first. */
  private people(): Option[] {
    const { words, desk, ticket } = this;
    const people = [...ticket.assignable];
    const { assignee } = ticket;
    // Somebody who has left keeps what they had until it is given to somebody else.
    if (assignee && !people.some(({ id }) => id === assignee.id))
      people.push({ ...assignee, level: 0 });
    const mine = (id: string): boolean => id === desk.me?.id;
    return people
      .sort((a, b) => Number(mine(b.id)) - Number(mine(a.id)))
      .map(({ id, name }) => [id, mine(id) ? words.t('tickets.me', { name }) : name]);
  }

  private renderField(
    field: string,
    label: string,
    value: string,
    options: readonly Option[],
  ): TemplateResult {
    return html`<label>
      ${label}
      <select
        ?disabled=${this.locked}
        @change=${(event: Event) => {
          const chosen = (event.target as HTMLSelectElement).value;
          void this.change(
            field,
            field === 'level' ? Number(chosen) : chosen === '' ? null : chosen,
          );
        }}
      >
        ${options.map(
          ([one, title]) => html`<option value=${one} .selected=${one === value}>${title}</option>`,
        )}
      </select>
    </label>`;
  }

  private at(iso: string): string {
    return moment(iso, this.desk.zone, this.words.language);
  }

  private renderFacts(): TemplateResult {
    const { words, ticket } = this;
    return html`<section>
      <h3>${words.t('packet.customer')}</h3>
      <dl>
        ${
          ticket.customer
            ? html`<dt>${words.t('tickets.name')}</dt>
                <dd>${ticket.customer}</dd>`
            : nothing
        }
        <dt>${words.t('tickets.email')}</dt>
        <dd>${ticket.email ?? words.t('tickets.no_email')}</dd>
        <dt>${words.t('packet.language')}</dt>
        <dd>${ticket.language}</dd>
        <dt>${words.t('tickets.opened')}</dt>
        <dd>
          ${this.at(ticket.opened_at)}, ${words.maybe('ticket.origin', ticket.origin ?? 'chat')}
        </dd>
        ${
          ticket.closes_at
            ? html`<dt>${words.t('tickets.closes')}</dt>
                <dd>${this.at(ticket.closes_at)}</dd>`
            : nothing
        }
        <dt>${words.t('packet.page')}</dt>
        <dd>
          <a href=${ticket.url} target="_blank" rel="noopener"
            >${words.t('tickets.customer_page')}</a
          >
        </dd>
      </dl>
    </section>`;
  }

  private renderPromises(): unknown {
    const { words, ticket } = this;
    if (ticket.promises.length === 0) return nothing;
    return html`<section>
      <h3>${words.t('packet.promises')}</h3>
      <ul>
        ${ticket.promises.map((promise) => html`<li>${this.renderPromise(promise)}</li>`)}
      </ul>
    </section>`;
  }

  private renderPromise(promise: TicketPromise): TemplateResult {
    const { words } = this;
    return html`<span class="chip ${promise.status ?? ''}"
        >${words.maybe('tickets.promise', promise.status ?? '')}</span
      >
      ${
        promise.due_at
          ? html`<span class="small"
              >${words.t('tickets.due', { moment: this.at(promise.due_at) })}</span
            >`
          : nothing
      }
      <p>${promise.text}</p>`;
  }

  private renderLinks(): TemplateResult {
    const { words, desk, ticket } = this;
    return html`<section>
      <h3>${words.t('tickets.links')}</h3>
      <ul>
        ${
          ticket.conversation_id
            ? html`<li>
                <a href="#chats/${ticket.conversation_id}"
                  >${words.t('tickets.open_conversation')}</a
                >
              </li>`
            : nothing
        }
        ${ticket.links.map(
          (link) =>
            html`<li>
              <a href="#chats/${link.conversation_id}">
                ${desk.departmentTitle(link.department) || words.t('tickets.conversation')},
                ${this.at(link.last_at)}
              </a>
              ${link.last_text ? html`<p class="small cut">${link.last_text}</p>` : nothing}
              ${
                this.locked
                  ? nothing
                  : html`<button
                      class="link"
                      type="button"
                      @click=${() => void this.unlink(link.conversation_id)}
                    >
                      ${words.t('tickets.unlink')}
                    </button>`
              }
            </li>`,
        )}
      </ul>
      ${
        this.locked
          ? nothing
          : html`<button class="button" type="button" @click=${() => this.join('link')}>
              ${words.t('tickets.link.do')}
            </button>`
      }
    </section>`;
  }

  private renderMerge(): unknown {
    const { words, ticket } = this;
    if (this.locked && ticket.merged.length === 0 && !ticket.merged_into) return nothing;
    return html`<section>
      <h3>${words.t('tickets.merge')}</h3>
      ${
        ticket.merged_into
          ? html`<p>
              <a href="#tickets/${ticket.merged_into}"
                >${words.t('tickets.goes_on', { number: ticket.merged_into })}</a
              >
            </p>`
          : nothing
      }
      <ul>
        ${ticket.merged.map(
          ({ number, subject }) =>
            html`<li>
              <a href="#tickets/${number}">${number}</a>
              <p class="small">${subject}</p>
            </li>`,
        )}
      </ul>
      ${
        this.locked
          ? nothing
          : html`<button class="button" type="button" @click=${() => this.join('merge')}>
              ${words.t('tickets.merge.open')}
            </button>`
      }
    </section>`;
  }
}
