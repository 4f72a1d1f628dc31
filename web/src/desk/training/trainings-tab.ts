import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { HttpError } from '../../core/http';
import { pageStyles } from '../../core/page-styles';
import { moment } from '../../core/time';
import { listStyles } from '../list-styles';
import { TrainingElement } from './element';
import { Poll } from './poll';
import './training-view';
import { trainingsTabStyles } from './trainings-tab-styles';
import { fetchTrainings, startTraining } from './trainings-api';
import {
  standingOf,
  usualSeconds,
  withTraining,
  type Training,
  type TrainingRow,
} from './trainings-model';
import { spanText } from './training-texts';

const WHILE_RUNNING_MS = 3_000;
/** Colleagues start trainings, too, and so does the command. */
const ELSE_MS = 20_000;

/** The trainings, the one that is open, and the way to a new one. */
@customElement('trainings-tab')
export class TrainingsTab extends TrainingElement {
  static override styles = [pageStyles, listStyles, trainingsTabStyles];

  /** The training that is open. */
  @property() training: string | null = null;
  @state() private rows: TrainingRow[] = [];
  @state() private loaded = false;
  /** Why the list is not as new as it should be. */
  @state() private problem: string | null = null;
  @state() private thorough = false;
  @state() private starting = false;

  private readonly poll = new Poll(this, async () => {
    try {
      this.rows = await fetchTrainings(this.desk.api);
      this.loaded = true;
      this.problem = null;
    } catch (error) {
      // What is there stays: a desk that restarts is back in a moment.
      if (error instanceof HttpError && error.status === 401) this.desk.report(error);
      this.problem = this.desk.explain(error);
    }
    return this.running || this.problem ? WHILE_RUNNING_MS : ELSE_MS;
  });

  private get running(): TrainingRow | null {
    return this.rows.find(({ status }) => status === 'running') ?? null;
  }

  private async start(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.starting) return;
    this.starting = true;
    this.desk.dismiss();
    try {
      this.took(await startTraining(this.desk.api, this.thorough));
    } catch (error) {
      this.desk.report(error);
    }
    this.starting = false;
    await this.poll.now();
  }

  private took(training: Training): void {
    this.rows = withTraining(this.rows, training);
    location.hash = `#training/trainings/${training.id}`;
  }

  protected override render(): TemplateResult {
    const { texts, desk, training } = this;
    return html`
      <div class="list ${training ? 'behind' : ''}">
        ${this.renderStart()}
        ${this.problem ? html`<p class="problem" role="status">${this.problem}</p>` : nothing}
        ${this.renderList()}
      </div>
      ${
        training
          ? html`<training-view
              .desk=${desk}
              .texts=${texts}
              .training=${training}
              @changed=${(event: CustomEvent<Training>) => {
                this.rows = withTraining(this.rows, event.detail);
              }}
            ></training-view>`
          : html`<div class="choose">
              <p>${texts.t(this.rows.length > 0 ? 'trainings.choose' : 'trainings.what')}</p>
            </div>`
      }
    `;
  }

  private renderStart(): TemplateResult {
    const { texts, running } = this;
    const usual = usualSeconds(this.rows, !this.thorough);
    return html`<form class="start" @submit=${this.start}>
      <button class="button main" ?disabled=${running !== null || this.starting}>
        ${texts.t('trainings.start')}
      </button>
      ${
        running
          ? html`<p class="hint">
              ${texts.t('trainings.running_by', { name: running.started_by.name })}
              <a href="#training/trainings/${running.id}">${texts.t('trainings.show')}</a>
            </p>`
          : html`<label>
                <input
                  type="checkbox"
                  .checked=${this.thorough}
                  aria-describedby="cost"
                  @change=${(event: Event) => {
                    this.thorough = (event.target as HTMLInputElement).checked;
                  }}
                />
                ${texts.t('trainings.thorough')}
              </label>
              <p class="hint" id="cost">
                ${texts.t(this.thorough ? 'trainings.thorough.cost' : 'trainings.quick.cost')}
                ${
                  usual === null
                    ? nothing
                    : texts.t('trainings.usually', { span: spanText(texts, usual) })
                }
              </p>`
      }
    </form>`;
  }

  private renderList(): unknown {
    const { texts } = this;
    if (!this.loaded) return nothing;
    if (this.rows.length === 0) return html`<p class="empty">${texts.t('trainings.none')}</p>`;
    return html`<ul aria-label=${texts.t('tab.trainings')}>
      ${repeat(
        this.rows,
        ({ id }) => id,
        (row) => html`<li>${this.renderRow(row)}</li>`,
      )}
    </ul>`;
  }

  private renderRow(row: TrainingRow): TemplateResult {
    const { texts, desk } = this;
    const standing = standingOf(row);
    return html`<a
      class="row"
      href="#training/trainings/${row.id}"
      aria-current=${String(row.id === this.training)}
    >
      <b>${moment(row.started_at, desk.zone, texts.language)}</b>
      <span class="chip ${standing}">${texts.t(`trainings.standing.${standing}`)}</span>
      <span class="small">
        ${row.started_by.name} ·
        ${texts.t(row.quick ? 'trainings.kind.quick' : 'trainings.kind.thorough')}
      </span>
    </a>`;
  }
}
