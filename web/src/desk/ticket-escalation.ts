import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { randomId } from '../core/ids';
import { pageStyles } from '../core/page-styles';
import { moment } from '../core/time';
import { DeskElement } from './element';
import {
  escalate,
  type EscalatedTicket,
  type Escalation,
  type Step,
  type Tier,
} from './escalation-api';

const UNDER_WORK = ['open', 'waiting', 'on_hold'];

/** A ticket's ladder: the tiers, the steps taken, and the way one up. */
@customElement('ticket-escalation')
export class TicketEscalation extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        display: block;
      }
      h3 {
        margin: 0 0 8px;
        font-size: 13px;
        font-weight: 600;
        color: var(--muted);
      }
      ol {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        position: relative;
        padding: 0 0 12px 26px;
      }
      li::before {
        content: '';
        position: absolute;
        inset-block-start: 5px;
        inset-inline-start: 4px;
        width: 10px;
        height: 10px;
        border: 2px solid #93a19c;
        border-radius: 50%;
        background: var(--surface);
      }
      li:not(:last-child)::after {
        content: '';
        position: absolute;
        inset-block: 18px -4px;
        inset-inline-start: 9px;
        width: 2px;
        background: var(--line);
      }
      li.passed::before {
        border-color: var(--accent);
        background: var(--soft);
      }
      li.here::before {
        border-color: var(--accent);
        background: var(--accent);
      }
      li.ahead {
        color: var(--muted);
      }
      .tier {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 8px;
        font-weight: 550;
      }
      .small {
        color: var(--muted);
        font-size: 13px;
        overflow-wrap: anywhere;
      }
      .reason {
        margin: 2px 0 0;
        font-size: 13px;
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
      form {
        display: grid;
        gap: 8px;
        margin-block-start: 4px;
      }
      label {
        display: grid;
        gap: 3px;
        font-size: 13px;
        font-weight: 550;
      }
      textarea {
        font-weight: 400;
        resize: vertical;
      }
      .buttons {
        display: flex;
        gap: 8px;
        justify-content: flex-end;
      }
      .next {
        margin: 0;
        color: var(--muted);
        font-size: 13px;
      }
    `,
  ];

  @property({ attribute: false }) ticket: EscalatedTicket | null = null;
  @state() private ladder: Escalation | null = null;
  @state() private asking = false;
  @state() private busy = false;
  @query('textarea') private readonly field!: HTMLTextAreaElement | null;
  /** The same for every try of one step, so that it is taken once. */
  private clientId = randomId();

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('ticket')) return;
    const before = changed.get('ticket') as EscalatedTicket | null | undefined;
    this.ladder = this.ticket?.escalation ?? null;
    // The same ticket, read again, must not close what somebody is writing.
    if (before?.number !== this.ticket?.number) this.asking = false;
  }

  private async open(): Promise<void> {
    this.clientId = randomId();
    this.asking = true;
    await this.updateComplete;
    this.field?.focus();
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { ticket, desk } = this;
    const reason = this.field?.value.trim() ?? '';
    if (!ticket || reason === '' || this.busy) return;
    this.busy = true;
    const done = await desk.attempt(async () => {
      const ladder = await escalate(desk.api, ticket.number, this.clientId, reason);
      if (ticket.number === this.ticket?.number) this.ladder = ladder;
    });
    this.busy = false;
    if (!done) return;
    this.asking = false;
    this.dispatchEvent(new CustomEvent('edited', { bubbles: true, composed: true }));
  }

  protected override render(): unknown {
    const { ladder, words } = this;
    if (!ladder) return nothing;
    return html`
      <h3>${words.t('escalation.title')}</h3>
      <ol>
        ${ladder.tiers.map((tier) => this.renderTier(ladder, tier))}
      </ol>
      ${this.renderWayUp(ladder)}
    `;
  }

  private renderTier(ladder: Escalation, tier: Tier): TemplateResult {
    const { words } = this;
    const here = tier.level === ladder.level;
    const steps = ladder.steps.filter(({ level }) => level === tier.level);
    const place = here ? 'here' : tier.level < ladder.level ? 'passed' : 'ahead';
    const last = steps.at(-1);
    return html`<li class=${place} aria-current=${here ? 'step' : nothing}>
      <div class="tier">
        ${words.t('level', { n: tier.level })}: ${this.titleOf(tier)}
        ${here ? html`<span class="chip">${words.t('escalation.here')}</span>` : nothing}
        ${
          last
            ? html`<span
                class="chip ${last.status === 'vacant' ? 'bad' : last.status === 'taken' ? 'good' : 'open'}"
                >${words.t(`escalation.status.${last.status}`)}</span
              >`
            : nothing
        }
      </div>
      ${steps.map((step) => this.renderStep(step, tier))}
    </li>`;
  }

  private renderStep(step: Step, tier: Tier): TemplateResult {
    const { words, desk } = this;
    const at = (iso: string): string => moment(iso, desk.zone, words.language);
    const who =
      step.asked_by === 'staff'
        ? (step.staff ?? words.t('author.staff'))
        : words.t(`escalation.by.${step.asked_by}`);
    return html`<div class="small">
        ${words.t('escalation.step', { who, moment: at(step.at) })}
        ${
          tier.email && step.via === 'email'
            ? words.t('escalation.mailed', { email: tier.email })
            : nothing
        }
        ${
          step.status === 'taken' && step.settled_at
            ? words.t('escalation.taken_at', { moment: at(step.settled_at) })
            : nothing
        }
      </div>
      <p class="reason">${step.reason}</p>`;
  }

  private renderWayUp(ladder: Escalation): unknown {
    const { words, desk, ticket } = this;
    if (desk.me?.role === 'trainer' || !ticket || !UNDER_WORK.includes(ticket.status)) {
      return nothing;
    }
    const next = ladder.next;
    if (!next) return html`<p class="next">${words.t('escalation.top')}</p>`;
    if (!this.asking) {
      return html`<button class="button" type="button" @click=${() => void this.open()}>
        ${words.t('escalation.ask', { tier: this.titleOf(next) })}
      </button>`;
    }
    return html`<form @submit=${this.submit}>
      <p class="next">
        ${words.t(`escalation.way.${wayOf(next)}`, {
          tier: this.titleOf(next),
          email: next.email ?? '',
        })}
      </p>
      <label>
        ${words.t('dialog.reason')}
        <textarea rows="3" maxlength="4000" required></textarea>
      </label>
      <div class="buttons">
        <button class="button" type="button" @click=${() => (this.asking = false)}>
          ${words.t('dialog.cancel')}
        </button>
        <button class="button main" ?disabled=${this.busy}>${words.t('chat.escalate')}</button>
      </div>
    </form>`;
  }

  private titleOf(tier: Tier): string {
    return tier.titles[this.words.language] ?? tier.title;
  }
}

function wayOf(tier: Tier): 'desk' | 'email' | 'board' {
  return tier.via === 'email' || tier.via === 'board' ? tier.via : 'desk';
}
