import type { Loaders, Messages } from '../core/i18n';
import type { TicketKey } from './en';

/** The texts of the ticket page in the languages that have a file here. */
export const ticketLoaders: Loaders<TicketKey> = import.meta.glob<Messages<TicketKey>>(
  ['./??.ts', './??-*.ts', '!./en.ts'],
  { import: 'ticket' },
);
