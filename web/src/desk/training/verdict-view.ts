import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import './confirm-dialog';
import type { ConfirmDialog } from './confirm-dialog';
import './difference-table';
import { TrainingElement } from './element';
import { gateStyles, renderGate } from './gate-rules';
import { fetchModels } from './models-api';
import type { Models } from './models-model';
import { Poll } from './poll';
import { promotionButtons } from './promotion';
import { trainingStyles } from './training-styles';
import { chanceText, pointsText, shareText } from './training-texts';
import './traffic-table';
import { chanceOf, type Verdict } from './verdict-model';
import './verdict-plots';

const MODELS_EVERY_MS = 10_000;

/** What was found about a candidate, and the way to have it served. */
@customElement('verdict-view')
export class VerdictView extends TrainingElement {
  static override styles = [
    pageStyles,
    trainingStyles,
    gateStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .summary {
        display: grid;
        gap: 10px;
      }
      .standing {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 4px 10px;
      }
      .standing h3 {
        overflow-wrap: anywhere;
      }
      .summary p {
        margin: 0;
      }
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(190px, 1fr));
        gap: 10px;
        margin: 0;
      }
      dl > div {
        padding: 10px 12px;
        border: 1px solid var(--line);
        border-radius: 10px;
      }
      dt {
        color: var(--muted);
        font-size: 13px;
      }
      dd {
        margin: 0;
        font-size: 17px;
        font-weight: 650;
        font-variant-numeric: tabular-nums;
      }
      dd small {
        display: block;
        font-size: 13px;
        font-weight: 400;
        color: var(--muted);
      }
      .promotion {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 14px;
      }
      .why {
        flex: 1 1 300px;
        color: var(--muted);
      }
      section + section,
      verdict-plots {
        margin-block-start: 14px;
      }
      verdict-plots {
        display: block;
      }
      @media (max-width: 480px) {
        section {
          padding: 14px 12px;
        }
        dl {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
    `,
  ];

  @property({ attribute: false }) verdict!: Verdict;
  @state() private models: Models | null = null;
  @state() private problem: string | null = null;
  @query('confirm-dialog') private readonly dialog!: ConfirmDialog;

  /** Somebody else may promote another one while this is read. */
  private readonly poll = new Poll(this, async () => {
    try {
      this.models = await fetchModels(this.desk.api);
      this.problem = null;
    } catch (error) {
      this.problem = this.desk.explain(error);
    }
    return MODELS_EVERY_MS;
  });

  protected override render(): TemplateResult {
    const { texts, desk, verdict } = this;
    const { frozen, traffic } = verdict;
    return html`
      ${this.renderSummary()}
      <section aria-labelledby="gate">
        <h3 id="gate">${texts.t('gate.title')}</h3>
        <p class="note">${texts.t('gate.note')}</p>
        ${renderGate(texts, verdict.gate.rules)}
      </section>
      <section aria-labelledby="differences">
        <h3 id="differences">${texts.t('difference.title')}</h3>
        <p class="note">${texts.t('difference.note', { n: frozen.messages })}</p>
        ${
          frozen.fixed.length + frozen.broken.length > 0
            ? html`<difference-table
                .desk=${desk}
                .texts=${texts}
                .compared=${frozen}
              ></difference-table>`
            : html`<p class="none">${texts.t('difference.same')}</p>`
        }
      </section>
      <section aria-labelledby="traffic">
        <h3 id="traffic">${texts.t('traffic.title')}</h3>
        <p class="note">${this.trafficText()}</p>
        ${
          traffic.differences.length > 0
            ? html`<traffic-table
                .desk=${desk}
                .texts=${texts}
                .traffic=${traffic}
              ></traffic-table>`
            : nothing
        }
      </section>
      <verdict-plots .desk=${desk} .texts=${texts} .verdict=${verdict}></verdict-plots>
      <confirm-dialog .desk=${desk} .texts=${texts}></confirm-dialog>
    `;
  }

  private trafficText(): string {
    const { texts } = this;
    const { messages, different, labelled } = this.verdict.traffic;
    if (messages === 0) return texts.t('traffic.none');
    const parts = [
      different === 0
        ? texts.n('traffic.same', messages)
        : texts.n('traffic.different', different, { messages }),
    ];
    if (labelled) {
      parts.push(
        texts.n('traffic.labelled', labelled.messages, {
          before: shareText(texts, labelled.before.accuracy),
          after: shareText(texts, labelled.after.accuracy),
        }),
      );
    }
    return parts.join(' ');
  }

  private renderSummary(): TemplateResult {
    const { texts, verdict } = this;
    const { frozen, gate, model, baseline, cross_validation: cross } = verdict;
    const figures = [
      { name: 'accuracy', before: frozen.before.accuracy, after: frozen.after.accuracy },
      { name: 'macro_f1', before: frozen.before.macro_f1, after: frozen.after.macro_f1 },
      { name: 'out_of_scope', ...frozen.out_of_scope },
      {
        name: 'cross_validation',
        before: cross.before?.accuracy ?? null,
        after: cross.after.accuracy,
      },
    ] as const;
    return html`<section class="summary" aria-labelledby="candidate">
      <div class="standing">
        <h3 id="candidate">${texts.t('verdict.title', { model })}</h3>
        <span class="chip ${gate.passed ? 'good' : 'bad'}">
          ${texts.t(gate.passed ? 'trainings.standing.passed' : 'trainings.standing.refused')}
        </span>
      </div>
      <p>
        ${
          baseline
            ? texts.t('verdict.against', { baseline, n: frozen.messages })
            : texts.t('verdict.alone', { n: frozen.messages })
        }
        ${baseline ? this.chanceSentence() : nothing}
      </p>
      <dl>
        ${figures.map(
          ({ name, before, after }) =>
            html`<div>
              <dt>${texts.t(`verdict.figure.${name}`)}</dt>
              <dd>
                ${
                  baseline && before !== null ? html`${shareText(texts, before)} → ` : nothing
                }${shareText(texts, after)}
                ${
                  baseline && before !== null && after !== null
                    ? html`<small>
                        ${texts.t('verdict.points', { points: pointsText(texts, after - before) })}
                      </small>`
                    : nothing
                }
              </dd>
            </div>`,
        )}
      </dl>
      ${this.renderPromotion()}
    </section>`;
  }

  private chanceSentence(): string {
    const { texts } = this;
    const { frozen } = this.verdict;
    return texts.t(`verdict.chance.${chanceOf(frozen)}`, {
      fixed: frozen.fixed.length,
      broken: frozen.broken.length,
      p: chanceText(texts, frozen.p_value),
    });
  }

  private renderPromotion(): unknown {
    const { texts, desk, models, verdict } = this;
    if (!models) return this.problem ? html`<p class="why">${this.problem}</p>` : nothing;
    const row = models.models.find(({ model }) => model === verdict.model);
    if (!row) return html`<p class="why">${texts.t('promotion.gone')}</p>`;
    if (row.model === models.current) {
      return html`<p class="told good">
        ${texts.t('promotion.hurdle.served')}
        <a href="#training/models">${texts.t('promotion.to_models')}</a>
      </p>`;
    }
    return promotionButtons(
      {
        desk,
        texts,
        current: models.current,
        dialog: () => this.dialog,
        done: () => this.poll.now(),
      },
      row,
    );
  }
}
