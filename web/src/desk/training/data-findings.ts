import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import type { Finding } from './data-api';
import { grouped, type Group } from './data-model';
import { TrainingElement } from './element';

/** More than these are a click away. */
const SHOWN = 8;

/** What is wrong with the data, by kind, each with what it means and what to do. */
@customElement('data-findings')
export class DataFindings extends TrainingElement {
  static override styles = [
    pageStyles,
    css`
      details {
        border: 1px solid var(--line);
        border-radius: 10px;
        background: var(--surface);
      }
      details + details {
        margin-block-start: 10px;
      }
      summary {
        display: flex;
        align-items: center;
        gap: 10px;
        padding: 10px 14px;
        font-weight: 600;
        cursor: pointer;
      }
      summary::before {
        content: '▸';
        color: var(--muted);
      }
      details[open] summary::before {
        content: '▾';
      }
      .hint {
        margin: 0;
        padding: 0 14px 10px;
        color: var(--muted);
      }
      ol {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        gap: 2px;
        padding: 8px 14px;
        border-block-start: 1px solid #e6ecea;
        overflow-wrap: anywhere;
      }
      code {
        color: var(--muted);
        font-size: 12px;
      }
      .all {
        margin: 8px 14px 12px;
      }
    `,
  ];

  @property({ attribute: false }) findings: Finding[] = [];
  private readonly whole = new Set<string>();

  protected override render(): TemplateResult {
    return html`${grouped(this.findings).map((group) => this.renderGroup(group))}`;
  }

  private renderGroup({ kind, error, findings }: Group): TemplateResult {
    const { texts } = this;
    const all = this.whole.has(kind) || findings.length <= SHOWN;
    const hint = texts.known(`data.kind.${kind}.hint`);
    return html`<details ?open=${error}>
      <summary>
        ${texts.maybe('data.kind', kind)}
        <span class="chip ${error ? 'bad' : 'open'}">${findings.length}</span>
      </summary>
      ${hint ? html`<p class="hint">${hint}</p>` : ''}
      <ol>
        ${(all ? findings : findings.slice(0, SHOWN)).map(
          ({ told, places }) =>
            html`<li>
              <span>${told}</span>
              <code>${places.join(', ')}</code>
            </li>`,
        )}
      </ol>
      ${
        all
          ? ''
          : html`<button
              class="button all"
              type="button"
              @click=${() => {
                this.whole.add(kind);
                this.requestUpdate();
              }}
            >
              ${texts.t('data.all', { n: findings.length })}
            </button>`
      }
    </details>`;
  }
}
