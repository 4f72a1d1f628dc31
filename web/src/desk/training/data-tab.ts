import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import { moment } from '../../core/time';
import { tableStyles } from '../table-styles';
import { fetchData, startCheck, type Check, type TrainingData } from './data-api';
import './data-findings';
import { examplesIn, languagesOf, patchLines } from './data-model';
import { TrainingElement } from './element';

const LOOK_EVERY_MS = 1_500;

/** What the assistant learns from: how much there is of it, and whether it deserves trust. */
@customElement('data-tab')
export class DataTab extends TrainingElement {
  static override styles = [
    pageStyles,
    tableStyles,
    css`
      :host {
        min-height: 0;
        overflow-y: auto;
      }
      .inner {
        max-width: 1080px;
        margin: 0 auto;
        padding: 18px 24px 40px;
      }
      h2 {
        margin: 0;
        font-size: 20px;
        letter-spacing: -0.01em;
      }
      h3 {
        margin: 26px 0 10px;
        font-size: 16px;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 16px;
        margin-block-end: 12px;
      }
      .head h3 {
        margin: 0;
      }
      .head p {
        flex: 1 1 240px;
        margin: 0;
        color: var(--muted);
      }
      .fault {
        margin: 0 0 10px;
        padding: 8px 12px;
        border-radius: 8px;
        background: var(--danger-soft);
        color: #7d1d12;
        overflow-wrap: anywhere;
      }
      .good {
        color: #14562a;
      }
      pre {
        margin: 0;
        max-height: 420px;
        padding: 10px 0;
        overflow: auto;
        border: 1px solid var(--line);
        border-radius: 10px;
        background: var(--surface);
        font:
          12.5px/1.5 ui-monospace,
          'SF Mono',
          Menlo,
          Consolas,
          monospace;
      }
      pre span {
        display: block;
        min-width: max-content;
        padding-inline: 12px;
      }
      pre .file {
        margin-block-start: 6px;
        font-weight: 700;
      }
      pre .place {
        color: var(--muted);
      }
      pre .added {
        background: #e3f3e6;
        color: #14562a;
      }
      pre .removed {
        background: var(--danger-soft);
        color: #8c2015;
      }
      th.number,
      td.number {
        text-align: end;
      }
      @media (max-width: 860px) {
        td.number {
          text-align: start;
        }
      }
      @media (max-width: 600px) {
        .inner {
          padding-inline: 14px;
        }
      }
    `,
  ];

  @state() private data: TrainingData | null = null;
  @state() private failed: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  private async load(): Promise<void> {
    try {
      this.data = await fetchData(this.desk.api);
      this.failed = null;
    } catch (error) {
      this.failed = this.desk.explain(error);
    }
    clearTimeout(this.timer);
    // Also while the server is away: what runs there goes on without this page.
    const waits = this.failed !== null || this.data?.check.status === 'running';
    if (waits && this.isConnected) this.timer = setTimeout(() => void this.load(), LOOK_EVERY_MS);
  }

  private readonly check = async (): Promise<void> => {
    await this.desk.attempt(() => startCheck(this.desk.api));
    await this.load();
  };

  protected override render(): TemplateResult {
    const { texts, data, failed } = this;
    return html`<div class="inner">
      ${failed ? html`<p class="fault" role="alert">${failed}</p>` : nothing}
      ${data ? this.renderData(data) : html`<p role="status">${failed ? '' : texts.t('loading')}</p>`}
    </div>`;
  }

  private renderData(data: TrainingData): TemplateResult {
    const { texts } = this;
    const broken = data.files.filter(({ error }) => error !== null);
    return html`
      <div class="head">
        <h2>${texts.t('tab.data')}</h2>
        <p>
          ${texts.t('data.size', {
            examples: examplesIn(data.intents).toLocaleString(texts.language),
            files: data.files.length,
          })}
        </p>
      </div>
      ${broken.map(
        ({ error }) => html`<p class="fault" role="alert">${texts.t('data.broken')} ${error}</p>`,
      )}
      ${this.renderCheck(data.check)} ${this.renderChanges(data.changes)}
      ${this.renderIntents(data)}
    `;
  }

  private renderCheck(check: Check): TemplateResult {
    const { texts } = this;
    const running = check.status === 'running';
    return html`
      <div class="head">
        <h3>${texts.t('data.checks')}</h3>
        <p role="status">${this.toldOf(check)}</p>
        <button
          class="button ${check.status === 'none' || check.stale ? 'main' : ''}"
          type="button"
          ?disabled=${running}
          @click=${this.check}
        >
          ${texts.t('data.check')}
        </button>
      </div>
      ${check.status === 'failed' && !check.stale ? html`<p class="fault" role="alert">${check.error}</p>` : nothing}
      ${
        check.status === 'done' && check.findings.length === 0
          ? html`<p class="good">${texts.t('data.clean')}</p>`
          : nothing
      }
      <data-findings .desk=${this.desk} .texts=${texts} .findings=${check.findings}></data-findings>
    `;
  }

  private toldOf(check: Check): string {
    const { texts, desk } = this;
    if (check.status === 'running') return texts.t('data.running');
    if (check.status === 'none' || !check.at) return texts.t('data.never');
    const at = moment(check.at, desk.zone, texts.language);
    const { errors = 0, warnings = 0 } = check.counts ?? {};
    const told =
      check.status === 'failed'
        ? texts.t('data.failed', { at })
        : texts.t('data.checked', { at, errors, warnings });
    return check.stale ? `${told} ${texts.t('data.stale')}` : told;
  }

  private renderChanges(changes: string | null): TemplateResult {
    const { texts } = this;
    if (changes === null) return html``;
    return html`
      <h3>${texts.t('data.changes')}</h3>
      ${
        changes === ''
          ? html`<p>${texts.t('data.unchanged')}</p>`
          : html`<pre tabindex="0" aria-label=${texts.t('data.changes')}>
${patchLines(changes).map(({ kind, text }) => html`<span class=${kind}>${text || ' '}</span>`)}</pre>`
      }
    `;
  }

  private renderIntents({ intents }: TrainingData): TemplateResult {
    const { texts } = this;
    const languages = languagesOf(intents);
    const names = new Intl.DisplayNames([texts.language], { type: 'language' });
    return html`
      <h3>${texts.t('data.intents')}</h3>
      <table role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader">${texts.t('data.intent')}</th>
            ${languages.map(
              (language) =>
                html`<th role="columnheader" class="number">${names.of(language) ?? language}</th>`,
            )}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${intents.map(
            ({ name, examples }) =>
              html`<tr role="row">
                <td role="cell" class="first">${name}</td>
                ${languages.map(
                  (language) =>
                    html`<td
                      role="cell"
                      class="number"
                      data-label=${names.of(language) ?? language}
                    >
                      ${(examples[language] ?? 0).toLocaleString(texts.language)}
                    </td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    `;
  }
}
