import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { pageStyles } from '../../core/page-styles';
import { DeskElement } from '../element';
import {
  faultOf,
  PLOTS,
  PRESETS,
  type Question,
  type Report,
  type ReportName,
  type Span,
} from './model';
import './report-card';
import './report-tiles';
import { fetchReport } from './reports-api';
import { spanOfDays } from './wording';

/** Which period and whose, the main figures, and a card for each report. */
@customElement('reports-body')
export class ReportsBody extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        display: block;
        max-width: 1480px;
        margin: 0 auto;
      }
      .asked {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 10px 16px;
        margin-block-end: 16px;
      }
      .presets {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
      .presets button[aria-pressed='true'] {
        border-color: var(--accent);
        background: var(--soft);
        color: var(--accent-strong);
      }
      .days {
        display: flex;
        gap: 8px;
      }
      label {
        display: grid;
        gap: 2px;
        font-size: 12px;
        color: var(--muted);
      }
      label input,
      label select {
        min-height: 34px;
        font-size: 14px;
        color: var(--ink);
      }
      .fault {
        flex-basis: 100%;
        margin: 0;
        color: var(--danger);
      }
      .what {
        margin: 0 0 10px;
        font-weight: 550;
      }
      .cards {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: 14px;
        margin-block-start: 20px;
      }
      @media (max-width: 1000px) {
        .cards {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      @media (max-width: 480px) {
        .days,
        .days label,
        .whose {
          flex: 1 1 100%;
        }
        .whose select {
          width: 100%;
        }
      }
    `,
  ];

  @state() private question: Question = { period: 'last_7_days', department: '' };
  @state() private summary: Report | null = null;
  @state() private failed: string | null = null;
  /** What stands in the two fields of days, also while it is no period yet. */
  @state() private days: Span = { from: '', to: '' };

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('question')) void this.load();
  }

  private async load(): Promise<void> {
    const { question, desk } = this;
    try {
      const report = await fetchReport(desk.api, 'summary', question, desk.words.language);
      if (question !== this.question) return;
      this.summary = report;
      this.days = { from: report.from, to: report.to };
      this.failed = null;
    } catch (error) {
      if (question !== this.question) return;
      this.summary = null;
      this.failed = desk.explain(error);
    }
  }

  private ask(change: Partial<Question>): void {
    this.question = { ...this.question, ...change };
  }

  private chooseDays(change: Partial<Span>): void {
    this.days = { ...this.days, ...change };
    if (faultOf(this.days) === null) this.ask({ period: this.days });
  }

  /** Who took how many is for those who lead. */
  private get names(): ReportName[] {
    const { me } = this.desk;
    const leads = me?.role === 'administrator' || (me?.role === 'agent' && me.level > 1);
    const all = Object.keys(PLOTS) as ReportName[];
    return leads ? all : all.filter((name) => name !== 'people');
  }

  protected override render(): TemplateResult {
    const { words } = this;
    return html`
      <h2 class="sr">${words.t('nav.reports')}</h2>
      ${this.renderAsked()}
      ${this.failed ? html`<p class="fault" role="alert">${this.failed}</p>` : nothing}
      <p class="what" role="status">${this.renderWhat()}</p>
      <report-tiles .desk=${this.desk} .report=${this.summary}></report-tiles>
      <div class="cards">
        ${repeat(
          this.names,
          (name) => name,
          (name) =>
            html`<report-card
              .desk=${this.desk}
              .name=${name}
              .question=${this.question}
            ></report-card>`,
        )}
      </div>
    `;
  }

  private renderWhat(): string {
    const { summary, words, failed } = this;
    if (failed) return '';
    if (!summary) return words.t('reports.loading');
    const { zone } = summary;
    return words.t('reports.about', { days: spanOfDays(summary, words.language), zone });
  }

  private renderAsked(): TemplateResult {
    const { words, question } = this;
    const fault = this.summary ? faultOf(this.days) : null;
    return html`<div class="asked">
      <div class="presets" role="group" aria-label=${words.t('reports.period')}>
        ${PRESETS.map(
          (preset) =>
            html`<button
              class="button"
              type="button"
              aria-pressed=${String(question.period === preset)}
              @click=${() => this.ask({ period: preset })}
            >
              ${words.t(`reports.period.${preset}`)}
            </button>`,
        )}
      </div>
      <div class="days">${this.renderDay('from')} ${this.renderDay('to')}</div>
      ${this.renderDepartments()}
      ${fault ? html`<p class="fault" role="alert">${words.t(`reports.fault.${fault}`)}</p>` : nothing}
    </div>`;
  }

  private renderDay(which: keyof Span): TemplateResult {
    return html`<label>
      ${this.words.t(`reports.${which}`)}
      <input
        type="date"
        .value=${this.days[which]}
        @change=${(event: Event) =>
          this.chooseDays({ [which]: (event.target as HTMLInputElement).value })}
      />
    </label>`;
  }

  private renderDepartments(): TemplateResult {
    const { words, desk } = this;
    const mine = desk.departments.filter(
      ({ name }) => desk.me?.role === 'administrator' || desk.me?.departments.includes(name),
    );
    return html`<label class="whose">
      ${words.t('filter.department')}
      <select
        @change=${(event: Event) =>
          this.ask({ department: (event.target as HTMLSelectElement).value })}
      >
        <option value="">${words.t('filter.all')}</option>
        ${mine.map(({ name, title }) => html`<option value=${name}>${title}</option>`)}
      </select>
    </label>`;
  }
}
