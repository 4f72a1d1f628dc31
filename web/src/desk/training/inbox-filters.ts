import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import { languageName } from '../visitor';
import { TrainingElement } from './element';
import { OUTCOMES, UNSURE, type Counts, type Intent } from './inbox-api';
import { conditions, ORDERS, SHOWN_STATUSES, type Filters } from './inbox-model';

const TYPING_PAUSE_MS = 250;

/** What the inbox is narrowed down to. Fires `narrow` with what changes, and `leave`. */
@customElement('inbox-filters')
export class InboxFilters extends TrainingElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 8px;
        padding: 10px 16px;
        border-block-end: 1px solid var(--line);
        background: #fafbfa;
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
      }
      .statuses {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
      }
      .statuses button {
        min-height: 32px;
        padding: 3px 11px;
        border: 1px solid transparent;
        border-radius: 16px;
        background: none;
        color: var(--muted);
        font-weight: 550;
      }
      .statuses button:hover {
        background: #edf1ef;
      }
      .statuses button[aria-pressed='true'] {
        border-color: #b9cec8;
        background: var(--soft);
        color: var(--accent-strong);
      }
      .statuses .number {
        margin-inline-start: 4px;
        font-weight: 650;
      }
      slot {
        display: block;
        margin-inline-start: auto;
      }
      input[type='search'] {
        flex: 1 1 200px;
        width: auto;
        min-width: 0;
        max-width: 420px;
      }
      .filters {
        display: contents;
      }
      select {
        flex: 0 1 auto;
        min-width: 0;
        min-height: 36px;
        max-width: 236px;
      }
      .check {
        display: inline-flex;
        align-items: center;
        gap: 7px;
        min-height: 32px;
      }
      .check input {
        width: 17px;
        height: 17px;
        margin: 0;
      }
      @media (max-width: 760px) {
        :host {
          padding-inline: 12px;
        }
        .statuses {
          flex-wrap: nowrap;
          max-width: 100%;
          overflow-x: auto;
          scrollbar-width: none;
        }
        .statuses button {
          flex: none;
          padding-inline: 9px;
        }
        .statuses button:focus-visible {
          outline-offset: -2px;
        }
        slot {
          margin-inline-start: 0;
        }
        .filters:not(.open) {
          display: none;
        }
        .filters.open {
          display: grid;
          flex-basis: 100%;
          grid-template-columns: 1fr 1fr;
          gap: 8px;
        }
        .filters select {
          width: 100%;
          max-width: none;
        }
      }
      .fold {
        display: none;
      }
      @media (max-width: 760px) {
        .fold {
          display: inline-flex;
        }
        input[type='search'] {
          font-size: 16px;
          max-width: none;
          flex-basis: 150px;
        }
      }
    `,
  ];

  @property({ attribute: false }) filters!: Filters;
  @property({ attribute: false }) counts: Counts | null = null;
  @property({ attribute: false }) intents: readonly Intent[] = [];
  @property({ attribute: false }) languages: readonly string[] = [];
  /** The filters beside the search are unfolded, where they have no room. */
  @state() private isOpen = false;
  @query('input[type=search]') private readonly field!: HTMLInputElement;
  private typing: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.typing);
  }

  /** Begin to search. */
  search(): void {
    this.field.focus();
    this.field.select();
  }

  /** The conditions beside the status are gone: so is what was typed. */
  empty(): void {
    clearTimeout(this.typing);
    this.field.value = '';
  }

  private narrow(detail: Partial<Filters>): void {
    this.dispatchEvent(new CustomEvent<Partial<Filters>>('narrow', { detail }));
  }

  private type(): void {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.take(), TYPING_PAUSE_MS);
  }

  private take(): void {
    clearTimeout(this.typing);
    const text = this.field.value.trim();
    if (text !== this.filters.text) this.narrow({ text });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    event.preventDefault();
    this.take();
    this.dispatchEvent(new Event('leave'));
  }

  protected override render(): TemplateResult {
    const { texts, filters, counts } = this;
    return html`
      <div class="line">
        <div class="statuses" role="group" aria-label=${texts.t('inbox.status')}>
          ${SHOWN_STATUSES.map(
            (status) =>
              html`<button
                type="button"
                aria-pressed=${String(filters.status === status)}
                @click=${() => this.narrow({ status })}
              >
                ${texts.t(`inbox.status.${status}`)}${
                  counts && status !== 'all'
                    ? html`<span class="number">${counts[status]}</span>`
                    : nothing
                }
              </button>`,
          )}
        </div>
        <slot></slot>
      </div>
      <div class="line">
        <input
          type="search"
          aria-label=${texts.t('inbox.search')}
          placeholder=${texts.t('inbox.search')}
          @input=${this.type}
          @keydown=${this.onKey}
        />
        <button
          class="button fold"
          type="button"
          aria-expanded=${String(this.isOpen)}
          @click=${() => (this.isOpen = !this.isOpen)}
        >
          ${this.words.t('tickets.filters')}${
            conditions(filters) > 0
              ? html`<span class="chip">${conditions(filters)}</span>`
              : nothing
          }
        </button>
        <div class="filters ${this.isOpen ? 'open' : ''}">${this.renderFilters()}</div>
      </div>
    `;
  }

  private renderFilters(): TemplateResult {
    const { texts, filters } = this;
    return html`
      ${this.renderSelect('language', texts.t('inbox.language'), [
        ['', texts.t('inbox.language.any')],
        ...this.languages.map((code): Option => [code, languageName(code, this.words.language)]),
      ])}
      ${this.renderIntents()}
      ${this.renderSelect('outcome', texts.t('inbox.panel.outcome'), [
        ['', texts.t('inbox.outcome.any')],
        ...OUTCOMES.map((one): Option => [one, texts.t(`inbox.outcome.${one}`)]),
      ])}
      ${this.renderSelect(
        'order',
        texts.t('inbox.order'),
        ORDERS.map((one): Option => [one, texts.t(`inbox.order.${one}`)]),
      )}
      <label class="check">
        <input
          type="checkbox"
          .checked=${filters.disagreeing === 'yes'}
          @change=${(event: Event) =>
            this.narrow({ disagreeing: (event.target as HTMLInputElement).checked ? 'yes' : '' })}
        />
        ${texts.t('inbox.disagreeing')}
      </label>
    `;
  }

  private renderSelect(
    name: 'language' | 'outcome' | 'order',
    label: string,
    options: readonly Option[],
  ): TemplateResult {
    return html`<select
      aria-label=${label}
      @change=${(event: Event) =>
        this.narrow({ [name]: (event.target as HTMLSelectElement).value })}
    >
      ${options.map(
        ([value, title]) =>
          html`<option value=${value} .selected=${this.filters[name] === value}>${title}</option>`,
      )}
    </select>`;
  }

  private renderIntents(): TemplateResult {
    const { texts, intents, filters } = this;
    const categories = [...new Set(intents.map(({ category }) => category))];
    const option = (name: string, title: string): TemplateResult =>
      html`<option value=${name} .selected=${filters.intent === name}>${title}</option>`;
    return html`<select
      aria-label=${texts.t('inbox.intent')}
      @change=${(event: Event) =>
        this.narrow({ intent: (event.target as HTMLSelectElement).value })}
    >
      ${option('', texts.t('inbox.intent.any'))} ${option(UNSURE, texts.t('inbox.asked_back'))}
      ${categories.map(
        (category) =>
          html`<optgroup label=${texts.maybe('inbox.group', category)}>
            ${intents
              .filter((one) => one.category === category)
              .map(({ name }) => option(name, name))}
          </optgroup>`,
      )}
    </select>`;
  }
}

type Option = readonly [value: string, title: string];
