import { property } from 'lit/decorators.js';
import type { Translator } from '../../core/i18n';
import type { TrainingKey } from '../../locales/training/en';
import { DeskElement } from '../element';

/** A part of the trainer's workbench: it has texts of its own beside the desk's. */
export class TrainingElement extends DeskElement {
  @property({ attribute: false }) texts!: Translator<TrainingKey>;
}
