import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { TrainingElement } from './element';

@customElement('why-tab')
export class WhyTab extends TrainingElement {
  /** The inbox message that is explained. */
  @property() message: string | null = null;

  protected override render(): TemplateResult {
    return html``;
  }
}
