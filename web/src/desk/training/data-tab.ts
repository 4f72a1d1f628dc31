import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { TrainingElement } from './element';

@customElement('data-tab')
export class DataTab extends TrainingElement {
  protected override render(): TemplateResult {
    return html``;
  }
}
