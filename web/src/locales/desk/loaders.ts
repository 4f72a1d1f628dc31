import type { Loaders, Messages } from '../../core/i18n';
import type { DeskKey } from './en';

/** The texts of the desk's pages in the languages that have a file here. */
export const deskLoaders: Loaders<DeskKey> = import.meta.glob<Messages<DeskKey>>(
  ['./??.ts', './??-*.ts', '!./en.ts'],
  { import: 'desk' },
);
