import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { TrainingElement } from './element';

@customElement('trainings-tab')
export class TrainingsTab extends TrainingElement {
  /** The training that is open. */
  @property() training: string | null = null;

  protected override render(): TemplateResult {
    return html``;
  }
}
