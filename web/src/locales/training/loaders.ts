import type { Loaders, Messages } from '../../core/i18n';
import type { TrainingKey } from './en';

/** The texts of the trainer's workbench in the languages that have a file here. */
export const trainingLoaders: Loaders<TrainingKey> = import.meta.glob<Messages<TrainingKey>>(
  ['./??.ts', './??-*.ts', '!./en.ts'],
  { import: 'training' },
);
