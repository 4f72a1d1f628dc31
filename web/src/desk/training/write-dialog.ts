import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import { saveAs } from '../../core/save-as';
import { dialogStyles } from '../dialog-styles';
import { problemOf } from '../problems';
import { TrainingElement } from './element';
import { DISMISSED } from './inbox-api';
import type { Labeller } from './labeller';
import { byFile, writeExamples, type Left, type Placed, type Written } from './write-api';
import { writeDialogStyles } from './write-dialog-styles';

const PATCH = 'examples.patch';

/**
 * Writes labelled messages into the training data, after showing what goes where and what is left.
 * Fires `written` with what the server said.
 */
@customElement('write-dialog')
export class WriteDialog extends TrainingElement {
  static override styles = [pageStyles, dialogStyles, writeDialogStyles];

  @property({ attribute: false }) labeller!: Labeller;
  /** Asks what a message is; null where somebody thinks better of it. */
  @property({ attribute: false }) choose!: (text: string) => Promise<string | null>;
  @state() private found: Written | null = null;
  @state() private problem: string | null = null;
  @state() private busy = false;
  @query('dialog') private readonly dialog!: HTMLDialogElement;

  async ask(): Promise<void> {
    this.found = null;
    this.dialog.showModal();
    await this.run(true);
  }

  private async run(checkOnly: boolean): Promise<void> {
    this.busy = true;
    this.problem = null;
    try {
      // What is labelled on the page is meant, also where the server does not have it yet.
      await this.labeller.settled();
      this.found = await writeExamples(this.desk.api, checkOnly);
      this.dispatchEvent(new CustomEvent<Written>('written', { detail: this.found }));
    } catch (error) {
      this.problem = problemOf(this.desk, error);
    }
    this.busy = false;
  }

  private async mend({ id, intent, text }: Left, chosen: string | null): Promise<void> {
    const label = chosen ?? (await this.choose(text));
    if (label === null) return;
    const message = { id, status: 'labelled', label: intent } as const;
    const before = { ...message, labelled_by: null, labelled_at: null };
    this.labeller.give([{ label, messages: [before], along: [], wholeGroups: false }]);
    await this.run(true);
    this.problem ??= this.labeller.refused.get(id)?.why ?? null;
  }

  protected override render(): TemplateResult {
    const { texts, words, found, problem } = this;
    const isOver = found !== null && found.status !== 'checked';
    const n = found?.written.length ?? 0;
    const marked = found?.already_there.length ?? 0;
    return html`<dialog aria-labelledby="title" @close=${() => (this.found = null)}>
      <div class="inside" aria-busy=${String(this.busy)}>
        <h2 id="title">${texts.t('write.title')}</h2>
        <div class="scroll">
          ${problem === null ? nothing : html`<p class="bad" role="alert">${problem}</p>`}
          ${found === null ? this.renderWait() : isOver ? this.renderDone(found) : this.renderPlan(found)}
        </div>
        <div class="buttons">
          ${
            problem !== null && found === null
              ? html`<button class="button" type="button" @click=${() => void this.run(true)}>
                  ${texts.t('inbox.retry')}
                </button>`
              : nothing
          }
          <button class="button" type="button" @click=${() => this.dialog.close()}>
            ${words.t(isOver ? 'packet.close' : 'dialog.cancel')}
          </button>
          ${
            isOver || found === null
              ? nothing
              : html`<button
                  class="button main"
                  type="button"
                  ?disabled=${this.busy || n + marked === 0}
                  @click=${() => void this.run(false)}
                >
                  ${n > 0 ? texts.n('write.sure', n) : texts.n('write.mark', marked)}
                </button>`
          }
        </div>
      </div>
    </dialog>`;
  }

  private renderWait(): unknown {
    return this.problem === null
      ? html`<p role="status">${this.texts.t('write.checking')}</p>`
      : nothing;
  }

  private renderPlan(found: Written): TemplateResult {
    const { texts } = this;
    const { written, files, left } = found;
    return html`
      <p class="sum" role="status">
        ${
          written.length > 0
            ? texts.t('write.plan', {
                examples: texts.n('write.examples', written.length),
                files: texts.n('write.files', files.length),
              })
            : texts.t('write.nothing')
        }
        ${left.length > 0 ? texts.n('write.some_left', left.length) : nothing}
      </p>
      ${byFile(found).map(
        ({ file, examples }) =>
          html`<section>
            <h3><code>${file}</code> <span class="chip">+${examples.length}</span></h3>
            ${this.renderExamples(examples)}
          </section>`,
      )}
      ${this.renderAlready(found.already_there)}
      ${
        left.length > 0
          ? html`<section>
              <h3>${texts.t('write.left')} <span class="chip open">${left.length}</span></h3>
              <ul>
                ${left.map((one) => this.renderLeft(one))}
              </ul>
            </section>`
          : nothing
      }
    `;
  }

  private renderExamples(examples: Placed[]): TemplateResult {
    return html`<ul>
      ${examples.map(
        ({ text, intent, line }) =>
          html`<li class="example">
            <span class="line number">${this.texts.t('write.line', { n: line })}</span>
            <span class="text">${text}</span>
            <b>${intent}</b>
          </li>`,
      )}
    </ul>`;
  }

  private renderAlready(placed: Placed[]): unknown {
    const { texts } = this;
    if (placed.length === 0) return nothing;
    return html`<details>
      <summary>${texts.n('write.already', placed.length)}</summary>
      <ul>
        ${placed.map(
          ({ text, intent, file, line }) =>
            html`<li class="example">
              <code class="line">${file}:${line}</code><span>${text}</span><b>${intent}</b>
            </li>`,
        )}
      </ul>
    </details>`;
  }

  private renderLeft(one: Left): TemplateResult {
    const { texts } = this;
    return html`<li class="left">
      <span>${one.text} <b>${one.intent}</b></span>
      <p>${texts.t(`write.left.${one.why}`)} <span class="told" lang="en">${one.told}</span></p>
      <span class="acts">
        <button
          class="button"
          type="button"
          ?disabled=${this.busy}
          @click=${() => void this.mend(one, null)}
        >
          ${texts.t('write.change')}
        </button>
        <button
          class="button"
          type="button"
          ?disabled=${this.busy}
          @click=${() => void this.mend(one, DISMISSED)}
        >
          ${texts.t('inbox.dismiss')}
        </button>
      </span>
    </li>`;
  }

  private renderDone(found: Written): TemplateResult {
    const { texts } = this;
    const { status, written, already_there: already, left, patch } = found;
    return html`
      ${
        status === 'patch'
          ? html`<p class="sum" role="status">${texts.n('write.patch', written.length)}</p>
              <p>${texts.t('write.patch.how')}</p>
              <p><code class="command">git apply ${PATCH}</code></p>
              <p>
                <button
                  class="button main"
                  type="button"
                  @click=${() => saveAs(new Blob([patch ?? ''], { type: 'text/x-diff' }), PATCH)}
                >
                  ${texts.t('write.patch.save')}
                </button>
              </p>
              <p>${texts.t('write.patch.after')}</p>`
          : html`<p class="sum good" role="status">
                ${
                  written.length > 0
                    ? texts.n('write.done', written.length)
                    : texts.n('write.marked', already.length)
                }
              </p>
              <p>${texts.t('write.train.why')}</p>
              <p>
                <a
                  class="button main"
                  href="#training/trainings"
                  @click=${() => this.dialog.close()}
                >
                  ${texts.t('write.train')}
                </a>
              </p>`
      }
      ${left.length > 0 ? html`<p>${texts.n('write.still_left', left.length)}</p>` : nothing}
    `;
  }
}
