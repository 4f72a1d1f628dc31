import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import { formDialogStyles } from '../form-dialog-styles';
import { problemOf } from '../problems';
import { TrainingElement } from './element';

/** What is asked before something is done that one can't simply take back. */
export interface Question {
  title: string;
  text: string;
  /** What the button says; the other one closes. */
  action: string;
  danger?: boolean;
  /** Asks for a reason of at least so many letters. */
  reason?: { label: string; hint: string; least: number };
  /** Does it; what it throws is told in the dialog, which stays open. */
  act: (reason: string) => Promise<unknown>;
}

/** Asks once more, and for a reason where one is kept. */
@customElement('confirm-dialog')
export class ConfirmDialog extends TrainingElement {
  static override styles = [pageStyles, formDialogStyles];

  @state() private question: Question | null = null;
  @state() private problem: string | null = null;
  @state() private busy = false;
  @query('dialog') private readonly dialog!: HTMLDialogElement;

  async ask(question: Question): Promise<void> {
    this.question = question;
    this.problem = null;
    await this.updateComplete;
    this.dialog.querySelector('form')?.reset();
    this.dialog.showModal();
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { question } = this;
    if (!question || this.busy) return;
    const reason = String(new FormData(event.target as HTMLFormElement).get('reason') ?? '').trim();
    if (question.reason && reason.length < question.reason.least) {
      this.problem = question.reason.hint;
      return;
    }
    this.busy = true;
    this.problem = null;
    try {
      await question.act(reason);
      this.dialog.close();
    } catch (error) {
      this.problem = problemOf(this.desk, error);
    } finally {
      this.busy = false;
    }
  }

  protected override render(): TemplateResult {
    const { question, texts } = this;
    return html`<dialog aria-labelledby="title">
      ${
        question
          ? html`<form @submit=${this.submit}>
              <h2 id="title">${question.title}</h2>
              <p>${question.text}</p>
              ${
                question.reason
                  ? html`<label>
                      ${question.reason.label}
                      <textarea name="reason" rows="3" maxlength="2000" required></textarea>
                      <span class="hint">${question.reason.hint}</span>
                    </label>`
                  : nothing
              }
              ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
              <div class="buttons">
                <button class="button" type="button" @click=${() => this.dialog.close()}>
                  ${texts.t('confirm.close')}
                </button>
                <button
                  class="button main ${question.danger ? 'danger' : ''}"
                  ?disabled=${this.busy}
                >
                  ${question.action}
                </button>
              </div>
            </form>`
          : nothing
      }
    </dialog>`;
  }
}
