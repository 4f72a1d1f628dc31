import type { Loaders, Messages } from '../core/i18n';
import type { DeskKey, TicketKey } from './en';

/** The texts of desk and ticket page in the languages that have a file here. */
export const deskLoaders: Loaders<DeskKey> = import.meta.glob<Messages<DeskKey>>(
  ['./??.ts', './??-*.ts', '!./en.ts'],
  { import: 'desk' },
);
export const ticketLoaders: Loaders<TicketKey> = import.meta.glob<Messages<TicketKey>>(
  ['./??.ts', './??-*.ts', '!./en.ts'],
  { import: 'ticket' },
);
