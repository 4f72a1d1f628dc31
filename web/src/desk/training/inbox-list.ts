import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { pageStyles } from '../../core/page-styles';
import { moment } from '../../core/time';
import { TrainingElement } from './element';
import { UNSURE, type Message } from './inbox-api';
import { inboxListStyles } from './inbox-list-styles';
import { percent, type Line } from './inbox-model';
import type { Labeller, Said } from './labeller';

/** What somebody wants with a line; `line` is the event's detail beside it. */
export type LineWish =
  | 'activate'
  | 'details'
  | 'select'
  | 'unfold'
  | 'accept'
  | 'choose'
  | 'dismiss'
  | 'retry'
  | 'forget';

export interface LineEvent {
  wish: LineWish;
  line: Line;
}

/** The messages as rows that have the focus one at a time. Fires `line` with what is wanted. */
@customElement('inbox-list')
export class InboxList extends TrainingElement {
  static override styles = [pageStyles, inboxListStyles];

  @property({ attribute: false }) lines: readonly Line[] = [];
  @property({ attribute: false }) labeller!: Labeller;
  @property({ attribute: false }) selected: ReadonlySet<string> = new Set();
  /** Groups whose messages are all shown. */
  @property({ attribute: false }) unfolded: ReadonlySet<string> = new Set();
  /** The line that has the focus, or had it last. */
  @property() active: string | null = null;
  /** Lines on all pages. */
  @property({ type: Number }) total = 0;
  /** Grows with each label, so that lines are drawn again. */
  @property({ type: Number }) version = 0;

  async focusLine(id: string): Promise<void> {
    await this.updateComplete;
    const row = this.renderRoot.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  }

  private say(wish: LineWish, line: Line): void {
    const detail: LineEvent = { wish, line };
    this.dispatchEvent(new CustomEvent<LineEvent>('line', { detail }));
  }

  protected override render(): TemplateResult {
    return html`<div
      role="treegrid"
      aria-label=${this.texts.t('inbox.list')}
      aria-rowcount=${this.total}
      aria-multiselectable="true"
    >
      ${repeat(
        this.lines,
        ({ message }) => message.id,
        (line) => guard(this.seen(line), () => this.renderLine(line)),
      )}
    </div>`;
  }

  /** All that a line shows: with hundreds of them only those that changed are drawn again. */
  private seen({ message, member }: Line): unknown[] {
    const { labeller, selected, unfolded } = this;
    const { id, group } = message;
    const { status, label, by, at } = labeller.said(message);
    return [
      ...[message, member, status, label, by, at, labeller.isSending(message)],
      ...[labeller.overruled.get(id), labeller.refused.get(id)],
      ...[id === this.active, selected.has(id), unfolded.has(group.id)],
      // Departments have titles only once the configuration has come.
      ...[this.texts, this.desk.departments, this.desk.zone],
    ];
  }

  private renderLine(line: Line): TemplateResult {
    const { texts } = this;
    const { message, member } = line;
    const said = this.labeller.said(message);
    const isActive = message.id === this.active;
    const isSelected = this.selected.has(message.id);
    const folds = !member && message.group.size > 1;
    return html`<div
      role="row"
      class="line ${member ? 'member' : ''} ${isActive ? 'active' : ''} ${
        said.status === 'new' ? '' : 'done'
      }"
      data-id=${message.id}
      tabindex=${isActive ? 0 : -1}
      aria-level=${member ? 2 : 1}
      aria-expanded=${folds ? String(this.unfolded.has(message.group.id)) : nothing}
      aria-selected=${String(isSelected)}
      @focusin=${() => {
        if (!isActive) this.say('activate', line);
      }}
      @click=${() => this.say('activate', line)}
    >
      <div role="gridcell" class="pick">
        <input
          type="checkbox"
          tabindex=${isActive ? 0 : -1}
          aria-label=${texts.t('inbox.select')}
          .checked=${isSelected}
          @change=${() => this.say('select', line)}
        />
      </div>
      <div role="gridcell" class="said">
        <p lang=${message.language} @click=${() => this.say('details', line)}>${message.text}</p>
        <div class="small">${this.renderFacts(line, said, isActive)}</div>
      </div>
      <div role="gridcell" class="is">${this.renderLabel(message, said)}</div>
      <div role="gridcell" class="acts">${this.renderActs(line, said, isActive)}</div>
      ${this.renderNotes(line, isActive)}
    </div>`;
  }

  private renderFacts(line: Line, said: Said, isActive: boolean): TemplateResult {
    const { texts, desk } = this;
    const { message, member } = line;
    const { id, size } = message.group;
    const isUnfolded = this.unfolded.has(id);
    const corrected = message.outcome === 'corrected' && message.corrected_to;
    return html`
      <span class="language">${message.language}</span>
      <time datetime=${message.at}>${moment(message.at, desk.zone, this.words.language)}</time>
      <span class="chip ${OUTCOME_LOOKS[message.outcome] ?? ''}">
        ${
          corrected
            ? texts.t('inbox.outcome.corrected_to', { department: desk.departmentTitle(corrected) })
            : texts.maybe('inbox.outcome', message.outcome)
        }
      </span>
      ${
        said.status !== 'new' && said.label !== message.intent
          ? html`<span>
              ${
                message.intent === UNSURE
                  ? texts.t('inbox.asked_back')
                  : texts.t('inbox.taken_for', { intent: message.intent })
              }
            </span>`
          : nothing
      }
      ${
        message.other_intent
          ? html`<span class="other">
              ${texts.t('inbox.candidate', { intent: message.other_intent })}
            </span>`
          : nothing
      }
      ${
        member || size < 2
          ? nothing
          : html`<button
              class="group"
              type="button"
              tabindex=${isActive ? 0 : -1}
              aria-label=${texts.t(isUnfolded ? 'inbox.group.fold' : 'inbox.group.unfold', { n: size })}
              title=${texts.t(isUnfolded ? 'inbox.group.fold' : 'inbox.group.unfold', { n: size })}
              @click=${() => this.say('unfold', line)}
            >
              ×${size} <span aria-hidden="true">${isUnfolded ? '▴' : '▾'}</span>
            </button>`
      }
    `;
  }

  private renderLabel(message: Message, said: Said): TemplateResult {
    const { texts } = this;
    if (said.status !== 'new') {
      return html`
        <span class="what">
          <span class="chip ${said.status === 'dismissed' ? '' : 'good'}">
            ${said.label === null ? texts.t('inbox.status.dismissed') : `✓ ${said.label}`}
          </span>
        </span>
        <span class="sure">${this.wordsFor(message, said)}</span>
      `;
    }
    const sure = percent(message.certainty);
    return html`
      <span class="what">
        ${message.intent === UNSURE ? texts.t('inbox.asked_back') : message.intent}
      </span>
      <span class="sure" style="--sure: ${sure}%">
        <i aria-hidden="true"></i>
        <span class="number">${texts.t('inbox.sure', { n: sure })}</span>
      </span>
    `;
  }

  /** Who said so and when, or that it is on its way. */
  private wordsFor(message: Message, { status, by, at }: Said): string {
    const { texts, desk } = this;
    if (this.labeller.isSending(message)) return texts.t('inbox.saving');
    const when = at ? moment(at, desk.zone, this.words.language) : '';
    const who = by ? texts.t('inbox.by', { name: by, moment: when }) : when;
    return status === 'written' ? texts.t('inbox.written', { who }) : who;
  }

  private renderActs(line: Line, said: Said, isActive: boolean): unknown {
    const { texts } = this;
    if (said.status === 'written') return nothing;
    const { message } = line;
    const button = (wish: LineWish, text: string, hint: string): TemplateResult =>
      html`<button
        class="button"
        type="button"
        tabindex=${isActive ? 0 : -1}
        title=${hint}
        @click=${() => this.say(wish, line)}
      >
        ${text}
      </button>`;
    return html`
      ${
        message.intent === UNSURE || said.status !== 'new'
          ? nothing
          : button('accept', texts.t('inbox.accept'), texts.t('inbox.accept.hint'))
      }
      ${button(
        'choose',
        texts.t(said.status === 'new' ? 'inbox.choose' : 'inbox.change'),
        texts.t('inbox.choose.hint'),
      )}
      ${
        said.status === 'dismissed'
          ? nothing
          : button('dismiss', texts.t('inbox.dismiss'), texts.t('inbox.dismiss.hint'))
      }
    `;
  }

  private renderNotes(line: Line, isActive: boolean): unknown {
    const { texts } = this;
    const { id } = line.message;
    const overruled = this.labeller.overruled.get(id);
    const refused = this.labeller.refused.get(id);
    return html`
      ${
        overruled
          ? html`<div role="gridcell" class="note">
              ${
                overruled.label === null
                  ? texts.t('inbox.overruled.dismissed', { name: overruled.by ?? '?' })
                  : texts.t('inbox.overruled', {
                      name: overruled.by ?? '?',
                      intent: overruled.label,
                    })
              }
            </div>`
          : nothing
      }
      ${
        refused
          ? html`<div role="gridcell" class="refused">
              ${texts.t('inbox.refused', { why: refused.why })}
              <button
                class="button"
                type="button"
                tabindex=${isActive ? 0 : -1}
                @click=${() => this.say('retry', line)}
              >
                ${texts.t('inbox.retry')}
              </button>
              <button
                class="button"
                type="button"
                tabindex=${isActive ? 0 : -1}
                @click=${() => this.say('forget', line)}
              >
                ${texts.t('inbox.forget')}
              </button>
            </div>`
          : nothing
      }
    `;
  }
}

const OUTCOME_LOOKS: Readonly<Record<string, string>> = {
  solved: 'good',
  handed_off: 'waiting',
  rated_badly: 'bad',
  rephrased: 'open',
  corrected: 'bad',
};
