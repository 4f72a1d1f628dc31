import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { DeskElement } from './element';
import { preferred, type Preferences } from './preferences';
import { playTone } from './tone';

/** How this browser tells of news, and the keys. */
@customElement('desk-settings')
export class DeskSettings extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        position: relative;
        color: var(--ink);
      }
      .gear {
        display: grid;
        place-content: center;
        width: 36px;
        height: 36px;
        padding: 0;
        border: 0;
        border-radius: 8px;
        background: none;
        color: #c9d8d3;
      }
      .gear:hover,
      .gear[aria-expanded='true'] {
        background: rgb(255 255 255 / 0.14);
        color: #fff;
      }
      .gear:focus-visible {
        outline-color: #fff;
      }
      svg {
        width: 20px;
        height: 20px;
      }
      .menu {
        position: absolute;
        inset-block-start: calc(100% + 8px);
        inset-inline-end: 0;
        z-index: 5;
        display: grid;
        gap: 10px;
        width: min(320px, calc(100vw - 24px));
        padding: 14px 16px;
        border: 1px solid var(--line);
        border-radius: 12px;
        background: var(--surface);
        box-shadow: 0 16px 40px rgb(12 24 22 / 0.24);
      }
      label {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0 10px;
        align-items: start;
        cursor: pointer;
      }
      label input {
        width: 16px;
        height: 16px;
        margin: 2px 0 0;
        accent-color: var(--accent);
      }
      small {
        grid-column: 2;
        color: var(--muted);
        font-size: 12.5px;
      }
      .bad {
        color: var(--danger);
      }
      @media (max-width: 560px) {
        :host {
          position: static;
        }
        .menu {
          inset-block-start: 100px;
          inset-inline: 12px;
          width: auto;
        }
      }
    `,
  ];

  @state() private open = false;
  @state() private blocked = false;
  @query('.gear') private readonly gear!: HTMLButtonElement;
  private readonly onPreference = (): void => this.requestUpdate();

  private readonly onOutside = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.open = false;
  };

  override connectedCallback(): void {
    super.connectedCallback();
    preferred.addEventListener('change', this.onPreference);
    document.addEventListener('pointerdown', this.onOutside);
  }

  override disconnectedCallback(): void {
    preferred.removeEventListener('change', this.onPreference);
    document.removeEventListener('pointerdown', this.onOutside);
    super.disconnectedCallback();
  }

  /** Asks the browser only here, where somebody has just asked for it. */
  private async setNotify(wanted: boolean): Promise<void> {
    this.blocked = false;
    if (wanted) {
      const allowed =
        'Notification' in window && (await Notification.requestPermission()) === 'granted';
      this.blocked = !allowed;
      preferred.set({ notify: allowed });
    } else {
      preferred.set({ notify: false });
    }
    this.requestUpdate();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.open = false;
    this.gear.focus();
  }

  protected override render(): TemplateResult {
    const { words, open } = this;
    return html`<button
        class="gear"
        type="button"
        aria-label=${words.t('settings.title')}
        title=${words.t('settings.title')}
        aria-expanded=${String(open)}
        aria-controls="menu"
        @click=${() => (this.open = !open)}
      >
        <svg
          viewBox="0 0 24 24"
          fill="none"
          stroke="currentColor"
          stroke-width="2"
          stroke-linecap="round"
          aria-hidden="true"
        >
          <path d="M4 7h9M19 7h1M4 17h1M11 17h9" />
          <circle cx="16" cy="7" r="2.5" />
          <circle cx="8" cy="17" r="2.5" />
        </svg>
      </button>
      ${open ? this.renderMenu() : nothing}`;
  }

  private renderMenu(): TemplateResult {
    const { words } = this;
    return html`<div
      id="menu"
      class="menu"
      role="group"
      aria-label=${words.t('settings.title')}
      @keydown=${this.onKey}
    >
      ${this.renderChoice('notify', (wanted) => void this.setNotify(wanted))}
      ${
        this.blocked
          ? html`<small class="bad" role="alert">${words.t('settings.notify.blocked')}</small>`
          : nothing
      }
      ${this.renderChoice('sound', (sound) => {
        preferred.set({ sound });
        if (sound) void playTone('message');
      })}
      ${this.renderChoice('keys', (keys) => preferred.set({ keys }))}
      <button
        class="button"
        type="button"
        @click=${() => {
          this.open = false;
          this.desk.dispatchEvent(new CustomEvent('command', { detail: 'help' }));
        }}
      >
        ${words.t('keys.show')}
      </button>
    </div>`;
  }

  private renderChoice(name: keyof Preferences, choose: (wanted: boolean) => void): TemplateResult {
    const { words } = this;
    return html`<label>
      <input
        type="checkbox"
        .checked=${preferred.current[name]}
        @change=${(event: Event) => choose((event.target as HTMLInputElement).checked)}
      />
      <span>${words.t(`settings.${name}`)}</span>
      <small>${words.t(`settings.${name}.hint`)}</small>
    </label>`;
  }
}
