import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Translator } from '../core/i18n';
import type { WidgetKey } from '../locales/en';
import { attachIcon, sendIcon } from './icons';

/** From here on the composer says how many characters are left. */
const HINT_LEFT = 400;

export interface ComposerModel {
  draft: string;
  /** The longest message, in characters. */
  most: number;
  /** A form lies above it. */
  covered: boolean;
  /** Endings of the files that are taken; null when none are. */
  accept: string | null;
  onInput: (text: string) => void;
  onSubmit: () => void;
  onFiles: (files: Iterable<File>) => void;
  /** The visitor reaches for the attachments. */
  onReach: () => void;
}

/** Where the visitor writes: Enter sends, Shift+Enter starts a line. */
export function composer(words: Translator<WidgetKey>, model: ComposerModel): TemplateResult {
  const used = length(model.draft.trim());
  const over = used > model.most;
  const hint = over
    ? words.n('composer.too_long', used - model.most)
    : used > model.most - HINT_LEFT
      ? words.n('composer.left', model.most - used)
      : '';
  return html`<div class="footer" ?inert=${model.covered}>
    <form
      class="composer ${over ? 'over' : ''}"
      part="composer"
      @submit=${(event: Event) => {
        event.preventDefault();
        model.onSubmit();
      }}
    >
      ${model.accept ? attach(words, model) : nothing}
      <textarea
        rows="1"
        enterkeyhint="send"
        aria-label=${words.t('composer.label')}
        aria-describedby="hint"
        aria-invalid=${String(over)}
        placeholder=${words.t('composer.placeholder')}
        .value=${model.draft}
        @input=${(event: Event) => model.onInput((event.target as HTMLTextAreaElement).value)}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          model.onSubmit();
        }}
        @paste=${(event: ClipboardEvent) => {
          const files = event.clipboardData?.files ?? [];
          if (!model.accept || files.length === 0) return;
          event.preventDefault();
          model.onFiles(files);
        }}
      ></textarea>
      <button
        class="send"
        type="submit"
        aria-label=${words.t('composer.send')}
        ?disabled=${used === 0 || over}
      >
        ${sendIcon}
      </button>
    </form>
    <p id="hint" class=${hint === '' ? 'sr' : over ? 'hint over' : 'hint'} aria-live="polite">
      ${hint === '' ? words.t('composer.hint') : hint}
    </p>
  </div>`;
}

function attach(words: Translator<WidgetKey>, model: ComposerModel): TemplateResult {
  return html`<button
      class="attach"
      type="button"
      title=${words.t('composer.attach')}
      aria-label=${words.t('composer.attach')}
      @pointerenter=${model.onReach}
      @click=${(event: Event) => {
        const button = event.currentTarget as HTMLElement;
        (button.nextElementSibling as HTMLInputElement).click();
      }}
    >
      ${attachIcon}
    </button>
    <input
      type="file"
      multiple
      hidden
      accept=${model.accept ?? ''}
      @change=${(event: Event) => {
        const input = event.target as HTMLInputElement;
        model.onFiles(input.files ?? []);
        input.value = '';
      }}
    />`;
}

/** Characters as the desk counts them: code points. */
export function length(text: string): number {
  return [...text].length;
}
