import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { TrainingElement } from './element';

@customElement('inbox-tab')
export class InboxTab extends TrainingElement {
  protected override render(): TemplateResult {
    return html``;
  }
}
