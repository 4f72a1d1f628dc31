import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Drawing } from './drawing';

/**
 * A drawing in a box whose height the page sets. Fires `failed` where the chart library does not
 * come: whoever uses it shows the same figures as a table.
 */
@customElement('plot-view')
export class PlotView extends LitElement {
  static override styles = css`
    :host {
      display: block;
      position: relative;
      min-width: 0;
    }
    /* Out of the flow: its size follows the box, never the other way round. */
    canvas {
      position: absolute;
      inset: 0;
    }
  `;

  @property({ attribute: false }) drawing!: Drawing;
  /** What the plot shows, for those who don't see it. */
  @property() label = '';
  @query('canvas') private canvas!: HTMLCanvasElement;
  private chart: { destroy(): void } | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    // Taken out and put back: the canvas is as it was, the chart is not.
    if (this.hasUpdated) void this.draw();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.clear();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('drawing')) void this.draw();
  }

  private clear(): void {
    this.chart?.destroy();
    this.chart = null;
  }

  private async draw(): Promise<void> {
    const { drawing } = this;
    try {
      const { draw } = await import('./plot');
      if (drawing !== this.drawing || !this.isConnected) return;
      this.clear();
      this.chart = draw(this.canvas, drawing);
    } catch {
      this.dispatchEvent(new Event('failed'));
    }
  }

  protected override render(): TemplateResult {
    return html`<canvas role="img" aria-label=${this.label}></canvas>`;
  }
}
