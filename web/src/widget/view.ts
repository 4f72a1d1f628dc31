import { render } from 'lit/html.js';

/**
 * An element that draws itself with lit-html, and nothing more of Lit: its element base would be a
 * sixth of what a visitor loads to open the chat.
 */
export abstract class View extends HTMLElement {
  /** Resolves once what was asked for last is drawn. */
  updateComplete: Promise<void> = Promise.resolve();
  #waiting = false;
  readonly #shadow: ShadowRoot;

  constructor(styles: string) {
    super();
    this.#shadow = this.attachShadow({ mode: 'open' });
    this.addStyles(styles);
  }

  addStyles(styles: string): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    this.#shadow.adoptedStyleSheets.push(sheet);
  }

  /** Draws soon, once however often it is asked for. */
  requestUpdate(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.updateComplete = Promise.resolve().then(() => {
      this.#waiting = false;
      render(this.template(), this.#shadow, { host: this });
      this.drawn();
    });
  }

  protected find<Found extends Element>(selector: string): Found | null {
    return this.#shadow.querySelector<Found>(selector);
  }

  /** The element in here that has the focus. */
  protected get focused(): Element | null {
    return this.#shadow.activeElement;
  }

  protected abstract template(): unknown;
  protected drawn(): void {
    return;
  }
}
