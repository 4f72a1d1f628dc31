import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Translator } from '../core/i18n';
import type { Button, FileData, WidgetConfig } from '../core/protocol';
import { richText } from '../core/richtext-view';
import { longDay, timeOfDay, type Zone } from '../core/time';
import type { WidgetKey } from '../locales/en';
import { clockIcon, ticketIcon } from './icons';
import type { Snapshot } from './snapshot';
import type { Item } from './log';

export interface LogContext {
  words: Translator<WidgetKey>;
  zone: Zone;
  config: WidgetConfig | null;
  origin: string;
  /** How a file looks; nothing until that is loaded. */
  file: (file: FileData) => unknown;
  onButton: (button: Button) => void;
  onRetry: (clientId: string) => void;
  onDiscard: (clientId: string) => void;
}

type MessageItem = Extract<Item, { type: 'message' }>;
type FileItem = Extract<Item, { type: 'file' }>;
type LineItem = Extract<Item, { type: 'line' }>;
type PendingItem = Extract<Item, { type: 'pending' }>;

/**
 * The list of what was said and what happened. It grows at its end only, so each place keeps its
 * elements without being told which is whose.
 */
export function logItems(items: readonly Item[], context: LogContext): unknown {
  return items.map((item) => logItem(item, context));
}

function logItem(item: Item, context: LogContext): TemplateResult {
  const { words, zone } = context;
  switch (item.type) {
    case 'day':
      return html`<div class="day">${longDay(item.at, zone, words.language)}</div>`;
    case 'line':
      return html`<div class="state">
        <div class="line"><span>${item.event.text}</span></div>
        ${quickReplies(item, context)}
      </div>`;
    case 'message':
      return message(item, context);
    case 'pending':
      return pending(item, context);
    case 'promise':
      return html`<div class="promise" part="promise">
        ${clockIcon}
        <p><span class="sr">${words.t('promise.label')}: </span>${item.promise.text}</p>
      </div>`;
    case 'ticket':
      return ticket(item, context);
    case 'file':
      return message(item, context);
    case 'rating':
      return html`<div class="line">
        <span>${words.t('rating.given', { n: item.rating.score })}</span>
      </div>`;
  }
}

function authorName(item: MessageItem | FileItem, words: Translator<WidgetKey>): string {
  const { kind, name } = item.event.author;
  return name ?? words.maybe('author', kind);
}

function message(item: MessageItem | FileItem, context: LogContext): TemplateResult {
  const { words, zone } = context;
  const { event, first, last } = item;
  const kind = event.author.kind;
  const name = authorName(item, words);
  const shownName = first && kind !== 'visitor';
  return html`<div class="message ${kind} ${last ? 'last' : ''}" data-seq=${event.seq}>
    ${shownName ? html`<p class="name">${name}</p>` : html`<span class="sr">${name}:</span>`}
    ${
      item.type === 'file'
        ? (context.file(item.file) ?? words.t('file.received', { name: item.file.name }))
        : event.text
          ? html`<div class="bubble" part="bubble">${richText(event.text)}</div>`
          : nothing
    }
    ${item.type === 'message' ? quickReplies(item, context) : nothing}
    ${
      last
        ? html`<p class="meta">
            <time datetime=${event.at}>${timeOfDay(event.at, zone, words.language)}</time>
            ${item.status ? html`<span>${words.t(`status.${item.status}`)}</span>` : nothing}
          </p>`
        : nothing
    }
  </div>`;
}

function quickReplies(item: MessageItem | LineItem, { words, onButton }: LogContext): unknown {
  const buttons = item.event.buttons ?? [];
  if (buttons.length === 0) return nothing;
  return html`<ul class="replies" aria-label=${words.t('buttons.label')}>
    ${buttons.map(
      (button) =>
        html`<li>
          <button
            type="button"
            class=${item.answered === button.title ? 'chosen' : ''}
            ?disabled=${!item.buttonsOpen}
            @click=${() => onButton(button)}
          >
            ${button.title}
          </button>
        </li>`,
    )}
  </ul>`;
}

function pending(item: PendingItem, context: LogContext): TemplateResult {
  const { words } = context;
  const { entry, delivery } = item;
  return html`<div class="message visitor last pending ${delivery === 'failed' ? 'failed' : ''}">
    <span class="sr">${words.t('author.visitor')}:</span>
    <div class="bubble" part="bubble">${richText(entry.text)}</div>
    ${
      delivery === 'failed'
        ? html`<p class="meta bad" role="alert">
            <span>${words.t('status.failed')}: ${reason(entry, words)}</span>
            <button type="button" @click=${() => context.onRetry(entry.client_id)}>
              ${words.t('status.retry')}
            </button>
            <button type="button" @click=${() => context.onDiscard(entry.client_id)}>
              ${words.t('status.remove')}
            </button>
          </p>`
        : html`<p class="meta">
            <span>${words.t(delivery === 'waiting' ? 'status.waiting' : 'status.sending')}</span>
          </p>`
    }
  </div>`;
}

/** Why the desk refused a message, in the visitor's language where we have words for it. */
function reason({ code, error }: PendingItem['entry'], words: Translator<WidgetKey>): string {
  const known = words.known(`error.${code}`);
  return known ?? error ?? words.t('error.other');
}

/** Somebody is writing. */
export function typingBubble(words: Translator<WidgetKey>, typing: Snapshot['typing']): unknown {
  if (!typing) return nothing;
  const name = typing.name ?? words.t('author.staff');
  const text = typing.kind === 'bot' ? words.t('typing.bot') : words.t('typing.staff', { name });
  return html`<div class="message last">
    <div class="bubble typing"><i></i><i></i><i></i><span class="sr">${text}</span></div>
  </div>`;
}

function ticket(item: Extract<Item, { type: 'ticket' }>, context: LogContext): TemplateResult {
  const { words, config, origin } = context;
  const { number, key, status, department } = item.ticket;
  const title = config?.departments.find((entry) => entry.name === department)?.title;
  const href = key
    ? `${origin}/t/${encodeURIComponent(number)}?key=${encodeURIComponent(key)}`
    : null;
  return html`<section class="card" part="ticket" aria-label="${words.t('ticket.title')} ${number}">
    <div class="top">
      ${ticketIcon}
      <span class="number">${number}</span>
      <span class="chip">${words.maybe('ticket.status', status)}</span>
    </div>
    <div class="body">
      <span>${title ?? department}</span>
      ${
        href
          ? html`<a href=${href} target="_blank" rel="noopener">${words.t('ticket.follow')}</a>`
          : nothing
      }
    </div>
  </section>`;
}
