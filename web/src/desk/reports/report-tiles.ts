import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import { DeskElement } from '../element';
import { changeOf, type Change, type Figure, type Report } from './model';
import { count, figure, percent, span, spanOfDays } from './wording';

/** The main figures, each with how it has changed. */
@customElement('report-tiles')
export class ReportTiles extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        display: block;
      }
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(200px, 1fr));
        gap: 10px;
        margin: 0;
      }
      .tile {
        display: flex;
        flex-direction: column;
        padding: 11px 14px;
        border: 1px solid var(--line);
        border-radius: 12px;
        background: var(--surface);
      }
      dt {
        color: var(--muted);
        font-size: 13px;
      }
      dd {
        margin: 0;
      }
      .value {
        margin-block: auto 0;
        font-size: 22px;
        font-weight: 650;
        line-height: 1.35;
        font-variant-numeric: tabular-nums;
      }
      @media (max-width: 480px) {
        dl {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
        .value {
          font-size: 18px;
        }
      }
      .change {
        min-height: 19px;
        font-size: 13px;
        color: var(--muted);
      }
      .good {
        color: #14562a;
      }
      .bad {
        color: var(--danger);
      }
      p {
        margin: 8px 0 0;
        font-size: 13px;
        color: var(--muted);
      }
    `,
  ];

  @property({ attribute: false }) report: Report | null = null;

  protected override render(): unknown {
    const { report, words } = this;
    if (!report) return nothing;
    const figures = report.rows as unknown as Figure[];
    return html`<dl>${figures.map((one) => this.renderTile(one))}</dl>
      <p>${words.t('reports.compared', { days: spanOfDays(report.before, words.language) })}</p>`;
  }

  private renderTile(one: Figure): TemplateResult {
    const { words } = this;
    const change = changeOf(one);
    return html`<div class="tile">
      <dt>${words.maybe('reports.figure', one.figure)}</dt>
      <dd class="value">${figure(one.value, one.kind, words.language)}</dd>
      <dd class="change ${change?.tone ?? ''}">
        ${change ? this.renderChange(one, change) : nothing}
      </dd>
    </div>`;
  }

  private renderChange(one: Figure, { direction, amount }: Change): TemplateResult {
    const { words } = this;
    if (direction === 'same') return html`${words.t('reports.same')}`;
    const by = this.amountText(one, amount);
    return html`<span aria-hidden="true">${direction === 'up' ? '▲' : '▼'}</span>
      <span class="sr">${words.t(direction === 'up' ? 'reports.up' : 'reports.down')}</span>
      ${by}`;
  }

  private amountText({ kind }: Figure, amount: number): string {
    const { words } = this;
    const { language } = words;
    if (kind === 'count') return percent(amount, language);
    if (kind === 'share') {
      return words.t('reports.points', { n: count(Math.round(amount * 1000) / 10, language) });
    }
    return kind === 'seconds' ? span(amount, language) : count(amount, language);
  }
}
