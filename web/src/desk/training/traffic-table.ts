import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import { tableStyles } from '../table-styles';
import { TrainingElement } from './element';
import { trainingStyles } from './training-styles';
import { intentText, shareText } from './training-texts';
import type { Verdict } from './verdict-model';

const FIRST = 20;

/** Messages of the last days that the candidate answers otherwise than the served model. */
@customElement('traffic-table')
export class TrafficTable extends TrainingElement {
  static override styles = [pageStyles, tableStyles, trainingStyles];

  @property({ attribute: false }) traffic!: Verdict['traffic'];
  @state() private whole = false;

  protected override render(): TemplateResult {
    const { texts, traffic } = this;
    const { differences, different } = traffic;
    const shown = this.whole ? differences : differences.slice(0, FIRST);
    const heads = ['text', 'label', 'before', 'after'] as const;
    return html`<table role="table" aria-label=${texts.t('traffic.title')}>
        <thead role="rowgroup">
          <tr role="row">
            ${heads.map(
              (head) =>
                html`<th role="columnheader" scope="col">${texts.t(`difference.${head}`)}</th>`,
            )}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${shown.map(
            (one) =>
              html`<tr role="row">
                <td role="cell" class="first">${one.text}</td>
                <td role="cell" data-label=${texts.t('difference.label')}>
                  ${one.label ? intentText(texts, one.label) : texts.t('traffic.unlabelled')}
                </td>
                <td role="cell" data-label=${texts.t('difference.before')}>
                  ${intentText(texts, one.before)}
                </td>
                <td role="cell" data-label=${texts.t('difference.after')}>
                  ${intentText(texts, one.after)} ${shareText(texts, one.after_confidence)}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${
        shown.length < differences.length
          ? html`<p>
              <button class="button" type="button" @click=${() => (this.whole = true)}>
                ${texts.t('difference.all', { n: differences.length })}
              </button>
            </p>`
          : different > differences.length
            ? html`<p class="none">${texts.n('traffic.more', different - differences.length)}</p>`
            : nothing
      }`;
  }
}
