import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import { moment } from '../../core/time';
import { languageName } from '../visitor';
import { TrainingElement } from './element';
import { historyOf, type Given, type Message } from './inbox-api';
import { percent } from './inbox-model';
import { rankingOf } from './label-options';
import type { Said } from './labeller';
import './why-answer';
import type { Question } from './why-api';

/** Somebody who only passes by asks the server for nothing. */
const REST_MS = 300;

/**
 * One message in full: what it was taken for, what came of it, and who labelled it. Fires `pick`
 * with an intent, `choose`, `dismiss`, `why` and `close`.
 */
@customElement('inbox-panel')
export class InboxPanel extends TrainingElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        display: block;
        padding: 14px 18px 24px;
        overflow-y: auto;
        background: #fafbfa;
      }
      .top {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        min-height: 34px;
      }
      h3 {
        margin: 0;
        font-size: 15px;
      }
      h4 {
        margin: 18px 0 6px;
        color: var(--muted);
        font-size: 13px;
      }
      .text p {
        font-size: 15px;
      }
      .links {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin-block-start: 12px;
      }
      .links .button {
        min-height: 30px;
        padding: 2px 10px;
        font-size: 13px;
      }
      ol {
        display: grid;
        gap: 2px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .guess {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: 2px 9px;
        width: 100%;
        padding: 4px 6px;
        border: 0;
        border-radius: 8px;
        background: none;
        text-align: start;
      }
      .guess:hover:enabled {
        background: var(--soft);
      }
      .guess:disabled {
        cursor: default;
      }
      kbd {
        min-width: 22px;
        border: 1px solid #c3cdc9;
        border-bottom-width: 2px;
        border-radius: 5px;
        background: var(--surface);
        font: inherit;
        font-size: 12.5px;
        text-align: center;
      }
      .guess b {
        font-weight: 550;
        overflow-wrap: anywhere;
      }
      .guess i {
        grid-column: 2 / -1;
        height: 4px;
        border-radius: 2px;
        background: linear-gradient(to right, #458575 var(--sure), #dfe7e4 var(--sure));
      }
      .candidate {
        margin: 8px 0 0;
      }
      .history {
        display: grid;
        gap: 4px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      p {
        margin: 0;
      }
      .muted {
        color: var(--muted);
        font-size: 13px;
      }
      /* Where the panel lies over the list, it has what the list's lines have. */
      @media (min-width: 1181px) {
        .over {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) message: Message | null = null;
  @property({ attribute: false }) said: Said | null = null;
  /** Why it was understood so is shown instead of the rest. */
  @property({ type: Boolean }) why = false;
  @state() private history: { id: string; given: Given[] } | null = null;
  private resting: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.resting);
  }

  /** The same object for the same message: a new one is a new question. */
  private question: Question | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('message') || changed.has('why')) {
      this.question = this.why && this.message ? { id: this.message.id } : null;
    }
    if (!changed.has('message') && !changed.has('said')) return;
    clearTimeout(this.resting);
    const { message, said } = this;
    if (message && said && said.status !== 'new') {
      this.resting = setTimeout(() => void this.loadHistory(message.id), REST_MS);
    }
  }

  private async loadHistory(id: string): Promise<void> {
    await this.desk.attempt(async () => {
      const given = await historyOf(this.desk.api, id);
      if (this.message?.id === id) this.history = { id, given };
    });
  }

  private say(wish: 'choose' | 'dismiss' | 'why' | 'close'): void {
    this.dispatchEvent(new Event(wish));
  }

  private pick(intent: string): void {
    this.dispatchEvent(new CustomEvent<string>('pick', { detail: intent }));
  }

  protected override render(): TemplateResult {
    const { texts, message } = this;
    if (!message) return html`<p class="muted">${texts.t('inbox.panel.none')}</p>`;
    if (this.why) return this.renderWhy();
    return html`
      <div class="top">
        <h3>${texts.t('inbox.panel.title')}</h3>
        <button class="button over" type="button" @click=${() => this.say('close')}>
          ${this.words.t('packet.close')}
        </button>
      </div>
      <div class="text" lang=${message.language}><p>${message.text}</p></div>
      <p class="muted">
        ${languageName(message.language, this.words.language)} ·
        ${moment(message.at, this.desk.zone, this.words.language)}
      </p>
      <div class="links">
        ${
          this.said?.status === 'written'
            ? nothing
            : html`
                <button class="button over" type="button" @click=${() => this.say('choose')}>
                  ${texts.t('inbox.choose')}
                </button>
                <button class="button over" type="button" @click=${() => this.say('dismiss')}>
                  ${texts.t('inbox.dismiss')}
                </button>
              `
        }
        <a class="button" href="#chats/${encodeURIComponent(message.conversation_id)}">
          ${texts.t('inbox.conversation')}
        </a>
        <button class="button" type="button" @click=${() => this.say('why')}>
          ${texts.t('inbox.why')}
        </button>
      </div>
      ${this.renderRanking(message)}
      <h4>${texts.t('inbox.panel.outcome')}</h4>
      <p>${this.outcome(message)}</p>
      ${this.renderHistory(message)}
    `;
  }

  private renderWhy(): TemplateResult {
    const { desk, texts } = this;
    return html`
      <div class="top">
        <h3>${texts.t('why.title')}</h3>
        <button class="button" type="button" @click=${() => this.say('why')}>
          ${texts.t('inbox.panel.back')}
        </button>
      </div>
      <why-answer .desk=${desk} .texts=${texts} .question=${this.question}></why-answer>
    `;
  }

  private outcome({ outcome, corrected_to: to }: Message): string {
    const department = this.desk.departmentTitle(to);
    return outcome === 'corrected' && department
      ? this.texts.t('inbox.outcome.corrected_to.long', { department })
      : (this.texts.known(`inbox.outcome.${outcome}.long`) ?? outcome);
  }

  private renderRanking(message: Message): TemplateResult {
    const { texts, said } = this;
    const isFixed = said?.status === 'written';
    return html`
      <h4>${texts.t('inbox.panel.ranking')}</h4>
      <ol>
        ${rankingOf(message).map(
          ({ intent, confidence }, at) =>
            html`<li>
              <button
                class="guess"
                type="button"
                style="--sure: ${percent(confidence)}%"
                title=${this.words.maybe('topic', intent)}
                ?disabled=${isFixed}
                @click=${() => this.pick(intent)}
              >
                <kbd>${at + 1}</kbd>
                <b>${said?.label === intent ? `✓ ${intent}` : intent}</b>
                <span class="number">${percent(confidence)}%</span>
                <i aria-hidden="true"></i>
              </button>
            </li>`,
        )}
      </ol>
      ${
        message.other_intent
          ? html`<p class="candidate">
              ${texts.t('inbox.candidate', { intent: message.other_intent })}
            </p>`
          : nothing
      }
    `;
  }

  private renderHistory({ id }: Message): unknown {
    const { texts, history, said } = this;
    if (said?.status === 'new' || history?.id !== id || history.given.length === 0) return nothing;
    return html`
      <h4>${texts.t('inbox.panel.history')}</h4>
      <ol class="history">
        ${history.given.map(
          ({ label, by, at }) =>
            html`<li>
              ${
                label === null
                  ? texts.t('inbox.history.taken_back')
                  : label === 'dismissed'
                    ? texts.t('inbox.status.dismissed')
                    : html`<b>${label}</b>`
              }
              <span class="muted">
                ${texts.t('inbox.by', {
                  name: by ?? '?',
                  moment: moment(at, this.desk.zone, this.words.language),
                })}
              </span>
            </li>`,
        )}
      </ol>
    `;
  }
}
