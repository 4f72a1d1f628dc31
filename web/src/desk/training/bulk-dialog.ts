import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import { dialogStyles } from '../dialog-styles';
import { TrainingElement } from './element';
import type { Labels } from './inbox-deeds';
import { messagesOf } from './inbox-model';

interface Question {
  kind: 'accept' | 'dismiss';
  labels: Labels;
  askedBack: number;
}

/** Asks once more before many messages are labelled, with how many become what. */
@customElement('bulk-dialog')
export class BulkDialog extends TrainingElement {
  static override styles = [
    pageStyles,
    dialogStyles,
    css`
      ul {
        max-height: 40dvh;
        margin: 0;
        padding: 0;
        overflow-y: auto;
        list-style: none;
      }
      li {
        display: flex;
        justify-content: space-between;
        gap: 12px;
        padding: 4px 0;
        border-block-end: 1px solid #edf1ef;
      }
      li b {
        font-weight: 550;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @state() private question: Question | null = null;
  @query('dialog') private readonly dialog!: HTMLDialogElement;
  private answer: ((sure: boolean) => void) | null = null;

  /** @param askedBack lines that stay as they are because the assistant asked back */
  async ask(kind: Question['kind'], labels: Labels, askedBack: number): Promise<boolean> {
    this.question = { kind, labels, askedBack };
    await this.updateComplete;
    this.dialog.showModal();
    return new Promise((resolve) => {
      this.answer = resolve;
    });
  }

  private end(sure: boolean): void {
    const { answer } = this;
    this.answer = null;
    if (this.dialog.open) this.dialog.close();
    answer?.(sure);
  }

  protected override render(): TemplateResult {
    const { question } = this;
    return html`<dialog aria-labelledby="title" @close=${() => this.end(false)}>
      ${question ? this.renderQuestion(question) : nothing}
    </dialog>`;
  }

  private renderQuestion({ kind, labels, askedBack }: Question): TemplateResult {
    const { texts } = this;
    const n = messagesOf([...labels.values()].flat());
    const rows = [...labels].sort(([, a], [, b]) => messagesOf(b) - messagesOf(a));
    return html`<form
      @submit=${(event: Event) => {
        event.preventDefault();
        this.end(true);
      }}
    >
      <h2 id="title">${texts.n(`inbox.bulk.${kind}`, n)}</h2>
      ${
        kind === 'accept'
          ? html`<ul>
              ${rows.map(
                ([intent, lines]) =>
                  html`<li><b>${intent}</b><span class="number">${messagesOf(lines)}</span></li>`,
              )}
            </ul>`
          : html`<p>${texts.t('inbox.bulk.dismiss.text')}</p>`
      }
      ${
        askedBack > 0
          ? html`<p class="bad">${texts.n('inbox.bulk.asked_back', askedBack)}</p>`
          : nothing
      }
      <div class="buttons">
        <button class="button" type="button" @click=${() => this.end(false)}>
          ${this.words.t('dialog.cancel')}
        </button>
        <button class="button main" autofocus ?disabled=${n === 0}>
          ${texts.n(`inbox.bulk.${kind}.sure`, n)}
        </button>
      </div>
    </form>`;
  }
}
