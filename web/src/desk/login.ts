import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { HttpError } from '../core/http';
import { pageStyles } from '../core/page-styles';
import { DeskElement } from './element';
import { deskMark } from './icons';

/** Sign-in by e-mail and password. */
@customElement('desk-login')
export class DeskLogin extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        place-items: center;
        padding: 24px;
        overflow-y: auto;
        background: linear-gradient(#e9efec, #f7f9f8);
        font-size: 15px;
      }
      form {
        display: grid;
        gap: 18px;
        width: min(380px, 100%);
        padding: 36px;
        border-radius: 18px;
        background: var(--surface);
        box-shadow:
          0 0 0 1px rgb(12 24 22 / 0.07),
          0 16px 48px rgb(12 24 22 / 0.1);
      }
      svg {
        width: 44px;
        height: 44px;
        color: var(--accent);
      }
      h1 {
        margin: -6px 0 4px;
        font-size: 22px;
        letter-spacing: -0.015em;
      }
      label {
        display: grid;
        gap: 5px;
        font-weight: 550;
      }
      input {
        min-height: 44px;
        font-weight: 400;
        font-size: 16px;
      }
      .button {
        min-height: 44px;
        margin-block-start: 4px;
      }
      .problem {
        margin: 0;
        padding: 9px 12px;
        border-radius: 8px;
        background: var(--danger-soft);
        color: #7d1d12;
      }
    `,
  ];

  @state() private busy = false;
  @state() private problem: string | null = null;

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { words, desk } = this;
    const data = new FormData(event.target as HTMLFormElement);
    this.busy = true;
    this.problem = null;
    try {
      await desk.login(String(data.get('email')).trim(), String(data.get('password')));
      this.dispatchEvent(new Event('signed-in'));
    } catch (error) {
      const status = error instanceof HttpError ? error.status : 0;
      if (status === 401 || status === 400 || status === 422) {
        this.problem = words.t('login.wrong');
      } else if (status === 429) this.problem = words.t('login.limited');
      else this.problem = desk.explain(error);
    }
    this.busy = false;
  }

  protected override render(): TemplateResult {
    const { words, desk } = this;
    const problem = this.problem ?? (desk.expired ? words.t('login.expired') : desk.error);
    return html`<form @submit=${this.submit}>
      ${deskMark}
      <h1>${words.t('login.title')}</h1>
      ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
      <label>
        ${words.t('login.email')}
        <input name="email" type="email" autocomplete="username" required autofocus />
      </label>
      <label>
        ${words.t('login.password')}
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
      <button class="button main" ?disabled=${this.busy}>
        ${words.t(this.busy ? 'login.busy' : 'login.submit')}
      </button>
    </form>`;
  }
}
