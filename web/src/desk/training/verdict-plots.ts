import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { TrainingElement } from './element';
import type { Verdict } from './verdict-model';

/** What a candidate gets right, intent by intent, and how sure it may be. */
@customElement('verdict-plots')
export class VerdictPlots extends TrainingElement {
  @property({ attribute: false }) verdict!: Verdict;

  protected override render(): unknown {
    return html``;
  }
}
