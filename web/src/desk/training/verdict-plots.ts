import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import type { CurveDrawing } from '../plot/drawing';
import '../plot/plot-view';
import './confusion-table';
import { TrainingElement } from './element';
import { figureTable } from './figure-table';
import './intent-scores';
import { figureTableStyles, trainingStyles } from './training-styles';
import { numberText, shareText } from './training-texts';
import { chosenPoint, reliability, type Verdict } from './verdict-model';

/** What a candidate gets right, intent by intent, and how sure it may be. */
@customElement('verdict-plots')
export class VerdictPlots extends TrainingElement {
  static override styles = [
    pageStyles,
    trainingStyles,
    figureTableStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: 14px;
        margin-block-start: 14px;
      }
      .pair section {
        margin: 0;
      }
      .pair plot-view {
        height: 320px;
      }
      @media (max-width: 1240px) {
        .pair {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      @media (max-width: 480px) {
        section {
          padding: 14px 12px;
        }
      }
    `,
  ];

  @property({ attribute: false }) verdict!: Verdict;
  private certainty!: CurveDrawing;
  private cost: CurveDrawing | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('verdict') && !changed.has('texts')) return;
    this.certainty = this.drawCertainty();
    this.cost = this.verdict.scope.curve.length > 0 ? this.drawCost() : null;
  }

  private drawCertainty(): CurveDrawing {
    const { texts, verdict } = this;
    const { before, after } = verdict.frozen.calibration;
    const share = (value: number): string => shareText(texts, value);
    const ends = [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ];
    return {
      shape: 'curve',
      series: [
        {
          label: texts.t('difference.after'),
          points: reliability(after),
          colour: 0,
          kind: 'points',
        },
        ...(verdict.baseline
          ? [
              {
                label: texts.t('difference.before'),
                points: reliability(before),
                colour: 1,
                kind: 'points' as const,
              },
            ]
          : []),
        { label: texts.t('calibration.ideal'), points: ends, colour: 5, kind: 'guide' },
      ],
      x: { title: texts.t('calibration.confidence'), most: 1, format: share },
      y: { title: texts.t('calibration.accuracy'), most: 1, format: share },
    };
  }

  private drawCost(): CurveDrawing {
    const { texts } = this;
    const { threshold, curve } = this.verdict.scope;
    const names = ['cost', 'wrong', 'needless'] as const;
    const highest = Math.max(...curve.flatMap((point) => names.map((name) => point[name])));
    return {
      shape: 'curve',
      series: [
        ...names.map((name, colour) => ({
          label: texts.t(`scope.${name}`),
          points: curve.map((point) => ({ x: point.threshold, y: point[name] })),
          colour,
          kind: 'line' as const,
        })),
        {
          label: texts.t('scope.chosen'),
          points: [
            { x: threshold, y: 0 },
            { x: threshold, y: highest },
          ],
          colour: 5,
          kind: 'guide',
        },
      ],
      x: {
        title: texts.t('scope.threshold'),
        most: 1,
        format: (value) => numberText(texts, value),
      },
      y: { title: texts.t('scope.cost'), format: (value) => numberText(texts, value) },
    };
  }

  protected override render(): TemplateResult {
    const { texts, desk, verdict } = this;
    return html`<section aria-labelledby="scores">
        <h3 id="scores">${texts.t('scores.title')}</h3>
        <p class="note">${texts.t('scores.note')}</p>
        <intent-scores .desk=${desk} .texts=${texts} .frozen=${verdict.frozen}></intent-scores>
      </section>
      <section aria-labelledby="confusion">
        <h3 id="confusion">${texts.t('confusion.title')}</h3>
        <p class="note">${texts.t('confusion.note')}</p>
        <confusion-table
          .desk=${desk}
          .texts=${texts}
          .confusion=${verdict.frozen.confusion}
        ></confusion-table>
      </section>
      <div class="pair">${this.renderCertainty()} ${this.renderCost()}</div>`;
  }

  private renderCertainty(): TemplateResult {
    const { texts, verdict } = this;
    const { before, after } = verdict.frozen.calibration;
    const title = texts.t('calibration.title');
    const error = (value: number): string => numberText(texts, Math.round(value * 1000) / 10);
    const sides = verdict.baseline ? [before, after] : [after];
    return html`<section aria-labelledby="calibration">
      <h3 id="calibration">${title}</h3>
      <p class="note">
        ${
          verdict.baseline
            ? texts.t('calibration.errors', {
                before: error(before.error),
                after: error(after.error),
              })
            : texts.t('calibration.error', { after: error(after.error) })
        }
      </p>
      <plot-view .drawing=${this.certainty} label=${texts.t('plot', { title })}></plot-view>
      <details>
        <summary>${texts.t('plot.table')}</summary>
        ${figureTable(
          title,
          [
            { title: texts.t('calibration.bin') },
            ...sides.flatMap((side) => {
              const whose = texts.t(side === after ? 'difference.after' : 'difference.before');
              return [
                { title: `${whose}: ${texts.t('scores.messages')}`, figures: true },
                { title: `${whose}: ${texts.t('calibration.confidence')}`, figures: true },
                { title: `${whose}: ${texts.t('calibration.accuracy')}`, figures: true },
              ];
            }),
          ],
          after.bins.map(({ from, to }, at) => [
            `${shareText(texts, from)} – ${shareText(texts, to)}`,
            ...sides.flatMap(({ bins }) => [
              numberText(texts, bins[at]?.messages ?? 0),
              shareText(texts, bins[at]?.confidence),
              shareText(texts, bins[at]?.accuracy),
            ]),
          ]),
        )}
      </details>
    </section>`;
  }

  private renderCost(): TemplateResult {
    const { texts, verdict } = this;
    const { threshold, curve } = verdict.scope;
    const title = texts.t('scope.title');
    const chosen = chosenPoint(verdict.scope);
    return html`<section aria-labelledby="scope">
      <h3 id="scope">${title}</h3>
      <p class="note">
        ${texts.t('scope.note', { threshold: numberText(texts, threshold) })}
        ${
          chosen
            ? texts.t('scope.there', {
                wrong: shareText(texts, chosen.wrong),
                needless: shareText(texts, chosen.needless),
              })
            : ''
        }
      </p>
      ${
        this.cost
          ? html`<plot-view .drawing=${this.cost} label=${texts.t('plot', { title })}></plot-view>
              <details>
                <summary>${texts.t('plot.table')}</summary>
                ${figureTable(
                  title,
                  (['threshold', 'cost', 'wrong', 'needless'] as const).map((name) => ({
                    title: texts.t(`scope.${name}`),
                    figures: name !== 'threshold',
                  })),
                  curve.map((point) => [
                    `${numberText(texts, point.threshold)}${
                      point === chosen ? ` (${texts.t('scope.chosen')})` : ''
                    }`,
                    numberText(texts, point.cost),
                    shareText(texts, point.wrong),
                    shareText(texts, point.needless),
                  ]),
                )}
              </details>`
          : html`<p class="none">${texts.t('scope.none')}</p>`
      }
    </section>`;
  }
}
