import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import { DeskElement } from '../element';
import type { Drawing } from '../plot/drawing';
import '../plot/plot-view';
import { heatMap, heatStyles } from './heat-map';
import {
  drawn,
  isEmpty,
  PLOTS,
  type Plot,
  type Question,
  type Report,
  type ReportName,
} from './model';
import { cardStyles } from './report-card-styles';
import { columnText, reportTable } from './report-table';
import { csvUrl, fetchReport } from './reports-api';
import { cellText, figure } from './wording';

/** One report: what it means, a plot, the same figures as a table, and as a file. */
@customElement('report-card')
export class ReportCard extends DeskElement {
  static override styles = [
    pageStyles,
    cardStyles,
    heatStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
    `,
  ];

  @property() name!: ReportName;
  @property({ attribute: false }) question!: Question;
  @state() private report: Report | null = null;
  @state() private failed: string | null = null;
  @state() private tabular = false;
  /** Nothing is asked for before somebody looks: each report takes the database a while. */
  @state() private seen = false;
  /** What is drawn of the report; made anew with it, and not with every other change. */
  private plotted: Drawing | null = null;
  private watcher: IntersectionObserver | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.watcher = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) this.seen = true;
      },
      { rootMargin: '300px' },
    );
    this.watcher.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watcher?.disconnect();
  }

  private get plot(): Plot {
    return PLOTS[this.name];
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('report')) this.plotted = this.report && this.drawing(this.report);
  }

  protected override updated(changed: PropertyValues): void {
    if (this.seen && (changed.has('seen') || changed.has('question'))) void this.load();
  }

  private async load(): Promise<void> {
    const { question, desk } = this;
    try {
      const report = await fetchReport(desk.api, this.name, question, desk.words.language);
      // A slow answer to an older question must not replace a newer one.
      if (question !== this.question) return;
      this.report = report;
      this.failed = null;
    } catch (error) {
      if (question !== this.question) return;
      this.report = null;
      this.failed = desk.explain(error);
    }
  }

  private drawing(report: Report): Drawing {
    const { plot, desk } = this;
    const rows = drawn(report, plot);
    const kindOf = (column: string) =>
      report.columns.find(({ name }) => name === column)?.kind ?? 'count';
    const kind = kindOf(plot.series[0] ?? '');
    return {
      shape: plot.shape === 'heat' ? 'bars' : plot.shape,
      labels: rows.map((row) =>
        cellText(plot.label, kindOf(plot.label), row[plot.label] ?? null, desk),
      ),
      series: plot.series
        .map((column, colour) => ({
          label: columnText(desk, column),
          values: rows.map((row) => {
            const value = row[column] ?? null;
            return typeof value === 'number' ? value : null;
          }),
          colour,
        }))
        // What there is nothing of would only crowd the legend.
        .filter(({ values }) => values.some((value) => value)),
      stacked: plot.stacked ?? false,
      format: (value) => figure(value, kind, desk.words.language),
      seconds: kind === 'seconds',
    };
  }

  protected override render(): TemplateResult {
    const { words, desk, name } = this;
    const title = words.t(`reports.title.${name}`);
    return html`<section aria-labelledby="title" aria-busy=${String(!this.report && !this.failed)}>
      <h3 id="title">${title}</h3>
      <p class="note">${words.t(`reports.note.${name}`)}</p>
      ${this.renderBody(title)}
      <footer>
        <button
          class="link"
          type="button"
          aria-expanded=${String(this.tabular)}
          aria-controls="table"
          ?disabled=${!this.report}
          @click=${() => (this.tabular = !this.tabular)}
        >
          ${words.t(this.tabular ? 'reports.table.hide' : 'reports.table.show')}
        </button>
        <a href=${csvUrl(name, this.question, words.language)} download>
          ${words.t('reports.csv')}<span class="sr">: ${title}</span>
        </a>
      </footer>
      <div id="table" ?hidden=${!this.tabular}>
        ${this.report && this.tabular ? reportTable(desk, this.report, title) : nothing}
      </div>
    </section>`;
  }

  private renderBody(title: string): unknown {
    const { words, report, plot, desk } = this;
    if (this.failed) return html`<p class="empty" role="alert">${this.failed}</p>`;
    if (!report) return html`<p class="empty">${words.t('reports.loading')}</p>`;
    if (isEmpty(report, plot)) return html`<p class="empty">${words.t('reports.empty')}</p>`;
    if (plot.shape === 'heat') {
      return html`${heatMap(desk, report, plot.series[0] ?? '')}
        <p class="sr">${words.t('reports.plot', { title })}</p>`;
    }
    const rows = drawn(report, plot).length;
    const size = plot.shape !== 'lying' ? 'm' : rows > 7 ? 'l' : rows > 4 ? 'm' : 's';
    return html`<plot-view
      class=${size}
      .drawing=${this.plotted}
      label=${words.t('reports.plot', { title })}
      @failed=${() => (this.tabular = true)}
    ></plot-view>`;
  }
}
