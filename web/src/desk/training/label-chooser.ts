import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import { browserStorage } from '../preferences';
import { step } from '../reply-options';
import { TrainingElement } from './element';
import type { Intent, Message } from './inbox-api';
import { percent } from './inbox-model';
import {
  keepRecent,
  narrowed,
  optionGroups,
  readRecent,
  withRecent,
  type LabelOption,
  type OptionGroup,
} from './label-options';
import { labelChooserStyles } from './label-chooser-styles';

/** Asks what a message, or many, are: a field with a list that opens over the page. */
@customElement('label-chooser')
export class LabelChooser extends TrainingElement {
  static override styles = [pageStyles, labelChooserStyles];

  @property({ attribute: false }) intents: readonly Intent[] = [];
  @state() private message: Pick<Message, 'ranking' | 'other_intent' | 'text'> | null = null;
  /** How many messages get the label. */
  @state() private count = 1;
  @state() private typed = '';
  @state() private at = 0;
  @query('dialog') private readonly dialog!: HTMLDialogElement;
  @query('input') private readonly field!: HTMLInputElement;
  private recent = readRecent(browserStorage());
  private answer: ((label: string | null) => void) | null = null;

  /**
   * @param message whose ranking is offered; null for messages that have nothing in common
   * @returns the intent that was chosen; null for none
   */
  async ask(
    message: Pick<Message, 'ranking' | 'other_intent' | 'text'> | null,
    count: number,
  ): Promise<string | null> {
    this.message = message;
    this.count = count;
    this.typed = '';
    this.at = 0;
    await this.updateComplete;
    this.field.value = '';
    this.dialog.showModal();
    this.field.focus();
    return new Promise((resolve) => {
      this.answer = resolve;
    });
  }

  private end(label: string | null): void {
    const { answer } = this;
    this.answer = null;
    if (label !== null) {
      this.recent = withRecent(this.recent, label);
      keepRecent(browserStorage(), this.recent);
    }
    if (this.dialog.open) this.dialog.close();
    answer?.(label);
  }

  private get groups(): OptionGroup[] {
    const groups = optionGroups(this.intents, this.message, this.recent);
    const title = (intent: string): string => this.words.maybe('topic', intent);
    const groupTitle = (name: string): string => this.texts.maybe('inbox.group', name);
    return narrowed(groups, this.typed, title, groupTitle);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const options = this.groups.flatMap((group) => group.options);
    const digit = /^[1-9]$/.test(event.key) && this.typed === '' ? Number(event.key) : null;
    if (digit !== null) {
      const chosen = options.find((option) => option.digit === digit);
      if (chosen) this.end(chosen.intent);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      this.at = step(this.at, event.key === 'ArrowDown' ? 1 : -1, options.length);
    } else if (event.key === 'Enter') {
      const chosen = options[this.at];
      if (chosen) this.end(chosen.intent);
    } else {
      return;
    }
    event.preventDefault();
  }

  protected override updated(): void {
    const chosen = this.renderRoot.querySelector('[aria-selected="true"]');
    chosen?.scrollIntoView({ block: 'nearest' });
  }

  protected override render(): TemplateResult {
    const { texts, message, groups } = this;
    const options = groups.flatMap((group) => group.options);
    const chosen = options[this.at];
    return html`<dialog
      aria-labelledby="title"
      @close=${() => this.end(null)}
      @click=${(event: Event) => {
        // Beside the dialog: its backdrop.
        if (event.target === this.dialog) this.end(null);
      }}
    >
      <div class="inside">
        <h2 id="title">
          ${
            this.count > 1
              ? texts.n('inbox.chooser.many', this.count)
              : texts.t('inbox.chooser.title')
          }
        </h2>
        ${message ? html`<p class="about">${message.text}</p>` : nothing}
        <input
          role="combobox"
          type="text"
          autocomplete="off"
          spellcheck="false"
          aria-label=${texts.t('inbox.chooser.field')}
          placeholder=${texts.t('inbox.chooser.field')}
          aria-expanded="true"
          aria-controls="options"
          aria-autocomplete="list"
          aria-activedescendant=${chosen ? `option-${chosen.intent}` : nothing}
          @input=${(event: Event) => {
            this.typed = (event.target as HTMLInputElement).value;
            this.at = 0;
          }}
          @keydown=${this.onKey}
        />
        <div id="options" role="listbox" aria-label=${texts.t('inbox.chooser.title')}>
          ${groups.map((group) => this.renderGroup(group, chosen))}
        </div>
        ${
          options.length === 0
            ? html`<p class="none" role="status">${texts.t('inbox.chooser.none')}</p>`
            : nothing
        }
        <div class="foot">
          <span>${message ? texts.t('inbox.chooser.hint') : nothing}</span>
          <button class="button" type="button" @click=${() => this.end(null)}>
            ${this.words.t('dialog.cancel')}
          </button>
        </div>
      </div>
    </dialog>`;
  }

  private renderGroup({ name, options }: OptionGroup, chosen?: LabelOption): TemplateResult {
    const { texts } = this;
    const id = `group-${name}`;
    return html`<div role="group" aria-labelledby=${id}>
      <span class="head" id=${id}>${texts.maybe('inbox.group', name)}</span>
      ${options.map(
        (option) =>
          html`<div
            id="option-${option.intent}"
            class="option"
            role="option"
            aria-selected=${String(option === chosen || option.intent === chosen?.intent)}
            @pointerdown=${(event: Event) => event.preventDefault()}
            @click=${() => this.end(option.intent)}
          >
            ${option.digit === null ? nothing : html`<kbd>${option.digit}</kbd>`}
            <b>${option.intent}</b>
            <span class="title">${this.words.maybe('topic', option.intent)}</span>
            ${
              option.confidence === null
                ? nothing
                : html`<span class="number">${percent(option.confidence)}%</span>`
            }
          </div>`,
      )}
    </div>`;
  }
}
