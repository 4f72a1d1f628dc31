import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { Translator } from '../core/i18n';
import type { DeskKey } from '../locales/desk/en';
import type { Desk } from './desk';

/** A part of the desk's page: it follows what the desk knows. */
export class DeskElement extends LitElement {
  @property({ attribute: false }) desk!: Desk;

  protected get words(): Translator<DeskKey> {
    return this.desk.words;
  }

  private readonly follow = (): void => {
    this.requestUpdate();
    this.deskChanged();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this.desk.addEventListener('change', this.follow);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.desk.removeEventListener('change', this.follow);
  }

  /** For parts that do more than draw. */
  protected deskChanged(): void {
    return;
  }
}
