import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { TrainingElement } from './element';

@customElement('models-tab')
export class ModelsTab extends TrainingElement {
  /** The model that is open. */
  @property() model: string | null = null;

  protected override render(): TemplateResult {
    return html``;
  }
}
