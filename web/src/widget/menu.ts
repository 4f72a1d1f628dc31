import { html, nothing } from 'lit/html.js';
import type { Translator } from '../core/i18n';
import type { MoreKey } from '../locales/en';

export type MenuChoice = 'new' | 'ticket' | 'download' | 'mail' | 'end' | 'erase';

export interface MenuModel {
  language: string;
  languages: readonly string[];
  sound: boolean;
  /** Something has been said that can be kept, ended or deleted. */
  begun: boolean;
  /** The conversation has ended already. */
  ended: boolean;
  onChoose: (choice: MenuChoice) => void;
  onSound: (on: boolean) => void;
  onLanguage: (tag: string) => void;
}

/** What the header's menu offers. Arrow keys move in it, Escape is the panel's. */
export function menu(words: Translator<MoreKey>, model: MenuModel): unknown {
  const item = (choice: MenuChoice, when = true): unknown =>
    when
      ? html`<button
          type="button"
          role="menuitem"
          tabindex="-1"
          class=${choice === 'erase' ? 'grave' : ''}
          @click=${() => model.onChoose(choice)}
        >
          ${words.t(`menu.${choice}`)}
        </button>`
      : nothing;
  return html`<div
    class="menu"
    role="menu"
    aria-label=${words.t('menu.label')}
    @keydown=${moveFocus}
  >
    ${item('new', model.begun)} ${item('ticket')} ${item('download', model.begun)}
    ${item('mail', model.begun)}
    <button
      type="button"
      role="menuitemcheckbox"
      tabindex="-1"
      aria-checked=${String(model.sound)}
      @click=${(event: Event) => {
        // The menu stays, so that the mark is seen to change.
        event.stopPropagation();
        model.onSound(!model.sound);
      }}
    >
      ${words.t('menu.sound')}
    </button>
    ${
      model.languages.length > 1
        ? html`<div role="group" aria-label=${words.t('menu.language')}>
            ${model.languages.map(
              (tag) =>
                html`<button
                  type="button"
                  role="menuitemradio"
                  tabindex="-1"
                  lang=${tag}
                  aria-checked=${String(tag === model.language)}
                  @click=${() => model.onLanguage(tag)}
                >
                  ${ownName(tag)}
                </button>`,
            )}
          </div>`
        : nothing
    }
    ${item('end', model.begun && !model.ended)} ${item('erase', model.begun)}
  </div>`;
}

/** A language in its own words: whoever looks for it may read no other. */
function ownName(tag: string): string {
  const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}

function moveFocus(event: KeyboardEvent): void {
  const list = event.currentTarget as HTMLElement;
  const items = [...list.querySelectorAll<HTMLElement>('button')];
  const at = items.indexOf(event.target as HTMLElement);
  const next = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  items[next]?.focus();
}
