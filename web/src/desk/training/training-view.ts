import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { HttpError } from '../../core/http';
import { pageStyles } from '../../core/page-styles';
import { moment } from '../../core/time';
import './confirm-dialog';
import type { ConfirmDialog } from './confirm-dialog';
import { TrainingElement } from './element';
import { Poll } from './poll';
import './training-log';
import { renderProgress, progressStyles } from './training-progress';
import { trainingStyles } from './training-styles';
import { spanText } from './training-texts';
import { cancelTraining, fetchTraining } from './trainings-api';
import { adviceOf, secondsBetween, type Training } from './trainings-model';
import './verdict-view';

const WHILE_RUNNING_MS = 1_500;
const WHILE_AWAY_MS = 3_000;

/** One training: how far it is, or what came of it. Fires `changed` with every newer state. */
@customElement('training-view')
export class TrainingView extends TrainingElement {
  static override styles = [
    pageStyles,
    trainingStyles,
    progressStyles,
    css`
      :host {
        min-width: 0;
        min-height: 0;
        padding: 18px 24px 40px;
        overflow-y: auto;
      }
      .inside {
        max-width: 1180px;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 14px;
        margin-block-end: 14px;
      }
      h2 {
        margin: 0;
        font-size: 18px;
      }
      .about {
        flex-basis: 100%;
        margin: 0;
        color: var(--muted);
        font-size: 13px;
      }
      .head .button {
        margin-inline-start: auto;
      }
      .back {
        display: none;
        flex-basis: 100%;
        color: var(--accent);
      }
      .ended {
        display: grid;
        gap: 8px;
        margin-block-end: 14px;
      }
      .ended p {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .away {
        margin: 0 0 12px;
        padding: 8px 12px;
        border-radius: 8px;
        background: var(--warn-soft);
      }
      training-log {
        margin-block-start: 14px;
      }
      @media (max-width: 860px) {
        :host {
          padding: 14px 12px 32px;
        }
        .back {
          display: block;
        }
      }
    `,
  ];

  /** Its id. */
  @property() training!: string;
  @state() private one: Training | null = null;
  @state() private missing = false;
  /** Why what is shown may be old. */
  @state() private problem: string | null = null;
  @query('confirm-dialog') private readonly dialog!: ConfirmDialog;

  private readonly poll = new Poll(this, async () => {
    const { training } = this;
    try {
      const found = await fetchTraining(this.desk.api, training);
      if (training !== this.training) return 0;
      this.one = found;
      this.missing = false;
      this.problem = null;
      this.dispatchEvent(new CustomEvent<Training>('changed', { detail: found }));
    } catch (error) {
      if (training !== this.training) return 0;
      if (error instanceof HttpError && error.status === 401) this.desk.report(error);
      this.missing = error instanceof HttpError && error.status === 404;
      // What is there stays: the training goes on without the desk.
      this.problem = this.missing ? null : this.desk.explain(error);
    }
    if (this.problem) return WHILE_AWAY_MS;
    return this.one?.status === 'running' ? WHILE_RUNNING_MS : null;
  });

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('training') && changed.get('training') !== undefined) {
      this.one = null;
      this.missing = false;
      this.problem = null;
      void this.poll.now();
    }
  }

  private cancel(id: string): void {
    const { texts, desk } = this;
    void this.dialog.ask({
      title: texts.t('trainings.cancel.ask'),
      text: texts.t('trainings.cancel.text'),
      action: texts.t('trainings.cancel'),
      danger: true,
      act: async () => {
        await cancelTraining(desk.api, id);
        await this.poll.now();
      },
    });
  }

  protected override render(): TemplateResult {
    const { texts, one, desk } = this;
    return html`<div class="inside">
        ${this.problem ? html`<p class="away" role="status">${this.problem}</p>` : nothing}
        <div class="head">
          <a class="back" href="#training/trainings">${texts.t('trainings.all')}</a>
          ${one ? this.renderHead(one) : nothing}
        </div>
        ${this.missing ? html`<p>${texts.t('trainings.missing')}</p>` : nothing}
        ${one ? this.renderState(one) : nothing}
      </div>
      <confirm-dialog .desk=${desk} .texts=${texts}></confirm-dialog>`;
  }

  private renderHead(one: Training): TemplateResult {
    const { texts, desk } = this;
    const parts = [
      texts.t(one.quick ? 'trainings.kind.quick' : 'trainings.kind.thorough'),
      texts.t('trainings.by', { name: one.started_by.name }),
    ];
    if (one.ended_at) {
      const seconds = secondsBetween(one.started_at, one.ended_at);
      parts.push(texts.t('trainings.took', { span: spanText(texts, seconds) }));
    }
    return html`<h2>
        ${texts.t('trainings.of', { moment: moment(one.started_at, desk.zone, texts.language) })}
      </h2>
      ${
        one.status === 'running'
          ? html`<button class="button" type="button" @click=${() => this.cancel(one.id)}>
              ${texts.t('trainings.cancel')}
            </button>`
          : nothing
      }
      <p class="about">${parts.join(' · ')}</p>`;
  }

  private renderState(one: Training): TemplateResult {
    const { texts, desk } = this;
    const log = html`<training-log
      .desk=${desk}
      .texts=${texts}
      .training=${one.id}
      ?running=${one.status === 'running'}
    ></training-log>`;
    if (one.status === 'running') {
      return html`<section>${renderProgress(texts, one, Date.now())}${log}</section>`;
    }
    if (one.result) {
      return html`<verdict-view
          .desk=${desk}
          .texts=${texts}
          .training=${one.id}
          .verdict=${one.result}
        ></verdict-view>
        ${log}`;
    }
    return html`${this.renderEnd(one)}
      <section>${renderProgress(texts, one, null)}${log}</section>`;
  }

  private renderEnd({ status, error }: Training): TemplateResult {
    const { texts } = this;
    const why = error ?? '';
    if (status === 'cancelled') {
      return html`<div class="ended told">
        <p>${why}</p>
        <p>${texts.t('trainings.cancelled')}</p>
      </div>`;
    }
    const advice = adviceOf(why);
    return html`<div class="ended told bad" role="alert">
      <p><b>${texts.t('trainings.failed')}</b> ${why}</p>
      <p>
        ${texts.t(`trainings.advice.${advice}`)}
        ${
          advice === 'data'
            ? html`<a href="#training/data">${texts.t('trainings.advice.to_data')}</a>`
            : nothing
        }
      </p>
    </div>`;
  }
}
