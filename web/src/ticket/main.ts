import { loadMessages } from '../core/i18n';
import { ticket as english } from '../locales/en';
import { ticketLoaders } from '../locales/pages';
import { TicketApi } from './api';
import { NewTicketPage } from './new-page';
import { TicketPage } from './ticket-page';

/** The page under `/t/`: the form at `/t/new`, a ticket at every other address. */
const words = await loadMessages(ticketLoaders, english, navigator.language);
document.documentElement.lang = words.language;
const number = decodeURIComponent(location.pathname.split('/').at(-1) ?? '');
const key = new URLSearchParams(location.search).get('key') ?? '';
document.body.append(
  number === 'new'
    ? new NewTicketPage(words)
    : new TicketPage(
        words,
        new TicketApi((...call) => fetch(...call), number, key, words.language),
      ),
);
