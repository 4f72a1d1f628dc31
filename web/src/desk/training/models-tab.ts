import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { HttpError } from '../../core/http';
import { pageStyles } from '../../core/page-styles';
import { moment } from '../../core/time';
import { problemOf } from '../problems';
import './confirm-dialog';
import type { ConfirmDialog } from './confirm-dialog';
import { TrainingElement } from './element';
import { modelFacts, modelHistory } from './model-card';
import { fetchModels, goBack, promoteModel } from './models-api';
import {
  figureOf,
  hurdleOf,
  isChanging,
  servingState,
  type ModelRow,
  type Models,
  type System,
} from './models-model';
import { modelsTabStyles } from './models-tab-styles';
import { Poll } from './poll';
import { promotionButtons } from './promotion';
import { trainingStyles } from './training-styles';
import { shareText } from './training-texts';

const WHILE_CHANGING_MS = 1_500;
const ELSE_MS = 15_000;

/** What was done a moment ago: told with the way to undo it. */
interface Done {
  what: 'promoted' | 'went_back';
  model: string;
  before: string | null;
}

/** The models: which is served, what is known of each, and the way from one to another. */
@customElement('models-tab')
export class ModelsTab extends TrainingElement {
  static override styles = [pageStyles, trainingStyles, modelsTabStyles];

  /** The model that is open. */
  @property() model: string | null = null;
  @state() private found: Models | null = null;
  /** Why what is shown may be old. */
  @state() private problem: string | null = null;
  @state() private refused: string | null = null;
  @state() private done: Done | null = null;
  @state() private busy = false;
  @query('confirm-dialog') private readonly dialog!: ConfirmDialog;
  /** The model that has been brought into sight. */
  private shown: string | null = null;

  private readonly poll = new Poll(this, async () => {
    try {
      this.found = await fetchModels(this.desk.api);
      this.problem = null;
    } catch (error) {
      if (error instanceof HttpError && error.status === 401) this.desk.report(error);
      this.problem = this.desk.explain(error);
    }
    return this.problem || (this.found && isChanging(this.found)) ? WHILE_CHANGING_MS : ELSE_MS;
  });

  protected override updated(): void {
    if (this.model === this.shown || !this.found) return;
    this.shown = this.model;
    const open = this.renderRoot.querySelector('article.open');
    open?.scrollIntoView({ block: 'nearest' });
  }

  private back(from: string): Promise<void> {
    return this.change(async () => {
      const { model } = await goBack(this.desk.api, from);
      return { what: 'went_back', model, before: from };
    });
  }

  private promote(model: string, before: string): Promise<void> {
    return this.change(async () => {
      await promoteModel(this.desk.api, model);
      return { what: 'promoted', model, before };
    });
  }

  private async change(call: () => Promise<Done>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.refused = null;
    this.done = null;
    try {
      this.done = await call();
    } catch (error) {
      this.refused = problemOf(this.desk, error);
    }
    await this.poll.now();
    this.busy = false;
  }

  private async promoted(model: string, before: string | null): Promise<void> {
    this.refused = null;
    this.done = { what: 'promoted', model, before };
    await this.poll.now();
  }

  protected override render(): TemplateResult {
    const { texts, desk, found } = this;
    return html`<div class="page">
        <h2 class="sr">${texts.t('tab.models')}</h2>
        ${this.problem ? html`<p class="told" role="status">${this.problem}</p>` : nothing}
        <div role="status" class="news">${this.renderDone()}</div>
        ${this.refused ? html`<p class="told bad" role="alert">${this.refused}</p>` : nothing}
        ${found ? this.renderFound(found) : nothing}
      </div>
      <confirm-dialog .desk=${desk} .texts=${texts}></confirm-dialog>`;
  }

  private renderDone(): unknown {
    const { texts, done, found } = this;
    if (!done || !found) return nothing;
    const text = texts.t(`models.${done.what}`, { model: done.model, before: done.before ?? '–' });
    const undo = this.undoOf(done, found);
    return html`<p class="told good">
      ${text}
      ${
        undo
          ? html`<button class="link" type="button" ?disabled=${this.busy} @click=${undo}>
              ${texts.t('models.undo')}
            </button>`
          : nothing
      }
    </p>`;
  }

  /** The way back, where it still leads to where one was; somebody else may have done something. */
  private undoOf({ what, model, before }: Done, found: Models): (() => void) | null {
    if (before === null || found.current !== model) return null;
    if (what === 'promoted') {
      return found.former === before ? () => void this.back(model) : null;
    }
    const row = found.models.find((one) => one.model === before);
    // What was promoted against the gate needs its reason again.
    if (!row || hurdleOf(row, found.current) !== null) return null;
    return () => void this.promote(before, model);
  }

  private renderFound(found: Models): TemplateResult {
    const { texts } = this;
    if (found.models.length === 0) return html`<p class="empty">${texts.t('models.none')}</p>`;
    return html`${this.renderServed(found)}
      <h3>${texts.t('models.all')}</h3>
      ${repeat(
        found.models,
        ({ model }) => model,
        (row) => this.renderModel(row, found),
      )}`;
  }

  private renderServed(found: Models): TemplateResult {
    const { texts } = this;
    const { current, former, system, models } = found;
    const missing = current !== null && !models.some(({ model }) => model === current);
    return html`<section class="served" aria-label=${texts.t('models.served')}>
      <p class="what">${servedText(this.texts, found)}</p>
      ${missing ? html`<p class="told bad">${texts.t('models.missing', { current })}</p>` : nothing}
      ${system.refused ? this.renderRefused(system.refused, current) : nothing}
      ${
        current !== null && former !== null
          ? html`<button
              class="button"
              type="button"
              ?disabled=${this.busy}
              @click=${() => void this.back(current)}
            >
              ${texts.t('models.back', { former })}
            </button>`
          : nothing
      }
    </section>`;
  }

  private renderRefused(
    { model, error, at }: NonNullable<System['refused']>,
    current: string | null,
  ): TemplateResult {
    const { texts, desk } = this;
    return html`<p class="told bad" role="alert">
      ${texts.t('models.refused', {
        model,
        moment: moment(at, desk.zone, texts.language),
        current: current ?? '–',
      })}
      <span class="error">${error}</span>
    </p>`;
  }

  private renderModel(row: ModelRow, found: Models): TemplateResult {
    const { texts, desk } = this;
    const { card, verdict, problem } = row;
    const state = servingState(row, found);
    const open = row.model === this.model;
    return html`<article class=${open ? 'open' : ''} aria-labelledby="model-${row.model}">
      <div class="line">
        <h4 id="model-${row.model}">${row.model}</h4>
        ${state ? html`<span class="chip ${state}">${texts.t(`models.state.${state}`)}</span>` : nothing}
        ${
          verdict
            ? html`<span class="chip ${verdict.passed ? 'good' : 'bad'}">
                ${texts.t(`trainings.standing.${verdict.passed ? 'passed' : 'refused'}`)}
              </span>`
            : nothing
        }
      </div>
      <p class="about">
        ${card ? moment(card.created, desk.zone, texts.language) : texts.t('models.no_card')}
        ${card?.by ? html` · ${texts.t('models.by', { name: card.by })}` : nothing}
        ${
          figureOf(card, 'cross_validated_accuracy') === null
            ? nothing
            : html` ·
              ${texts.t('models.accuracy', {
                share: shareText(texts, figureOf(card, 'cross_validated_accuracy')),
              })}`
        }
      </p>
      ${problem ? html`<p class="told bad">${texts.t(`models.problem.${problem}`)}</p>` : nothing}
      ${
        row.model === found.current
          ? nothing
          : promotionButtons(
              {
                desk,
                texts,
                current: found.current,
                dialog: () => this.dialog,
                done: (model) => this.promoted(model, found.current),
              },
              row,
            )
      }
      <details ?open=${open}>
        <summary>${texts.t('models.card')}<span class="sr"> ${row.model}</span></summary>
        ${modelFacts(texts, row)} ${modelHistory(texts, desk, card?.history ?? [])}
      </details>
    </article>`;
  }
}

function servedText(texts: ModelsTab['texts'], { current, system }: Models): string {
  const name = { current: current ?? '–', served: system.served ?? '–' };
  if (system.starting) {
    return texts.t('models.starting', { ...name, starting: system.starting });
  }
  if (current === null) return texts.t('models.no_current');
  if (!system.served) return texts.t('models.not_running', name);
  return texts.t(system.served === current ? 'models.serves' : 'models.changes', name);
}
