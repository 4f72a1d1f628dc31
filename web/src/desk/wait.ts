import { LitElement, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { clockSpan } from '../core/time';

/** All waits on the page tick together. */
const shown = new Set<WaitTime>();
setInterval(() => {
  for (const wait of shown) wait.requestUpdate();
}, 1000);

/** How long somebody has waited by now. */
@customElement('desk-wait')
export class WaitTime extends LitElement {
  /** ISO 8601. */
  @property() since = '';
  /** The policy's clock, in milliseconds since 1970. */
  @property({ attribute: false }) now: () => number = Date.now;

  override connectedCallback(): void {
    super.connectedCallback();
    shown.add(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    shown.delete(this);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    return html`${clockSpan((this.now() - Date.parse(this.since)) / 1000)}`;
  }
}
