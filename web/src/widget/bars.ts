import { html, nothing, type TemplateResult } from 'lit/html.js';
import { policyMoment } from '../core/hours';
import type { Translator } from '../core/i18n';
import type { WidgetDepartment } from '../core/protocol';
import type { WidgetKey } from '../locales/en';
import type { Snapshot } from './client';
import { awayIcon, queueIcon } from './icons';

type Words = Translator<WidgetKey>;

interface BarOptions {
  /** The department whose hours count; null where they don't matter now. */
  department: WidgetDepartment | null;
  /** What was done last, in words. */
  said: string | null;
  onSaid: () => void;
  onTicket: () => void;
  onDismiss: () => void;
}

/** What stands between header and log: closed hours, the queue, what was done, what went wrong. */
export function bars(words: Words, snapshot: Snapshot, options: BarOptions): TemplateResult {
  return html`<div role="status">
      ${closedBar(words, snapshot, options)} ${queueBar(words, snapshot)}
      ${awayBar(words, snapshot)} ${saidBar(words, options)}
    </div>
    ${noticeBar(words, snapshot, options)}`;
}

/** People are away: when they are back, by the server's clock, and how to leave word. */
function closedBar(words: Words, { log }: Snapshot, options: BarOptions): unknown {
  const chat = options.department?.chat;
  const owner = log.conversation?.owner ?? 'bot';
  if (!chat || chat.open || owner !== 'bot') return nothing;
  return html`<div class="bar">
    <p>
      ${
        chat.next_opening
          ? words.t('closed.text', { moment: policyMoment(chat.next_opening, words.language) })
          : words.t('header.closed')
      }
    </p>
    <button class="action" type="button" @click=${options.onTicket}>
      ${words.t('closed.ticket')}
    </button>
  </div>`;
}

function saidBar(words: Words, { said, onSaid }: BarOptions): unknown {
  if (!said) return nothing;
  return html`<div class="bar">
    <p>${said}</p>
    <button class="action" type="button" @click=${onSaid}>${words.t('notice.dismiss')}</button>
  </div>`;
}

function queueBar(words: Words, { log }: Snapshot): unknown {
  const state = log.conversation;
  if (state?.owner !== 'queue') return nothing;
  const place =
    typeof state.position === 'number'
      ? words.t('queue.position', { n: state.position })
      : words.t('queue.waiting');
  return html`<div class="bar queue">
    ${queueIcon}
    <p><strong>${place}</strong>${expectedWait(words, state.expected_wait_s)}</p>
  </div>`;
}

function expectedWait(words: Words, seconds: number | null | undefined): string {
  if (typeof seconds !== 'number') return '';
  const minutes = Math.round(seconds / 60);
  return ` · ${minutes < 1 ? words.t('queue.soon') : words.n('queue.wait', minutes)}`;
}

function awayBar(words: Words, { phase }: Snapshot): unknown {
  if (phase !== 'away') return nothing;
  return html`<div class="bar away">
    ${awayIcon}
    <p>${words.t('link.away')}</p>
  </div>`;
}

function noticeText(words: Words, notice: NonNullable<Snapshot['notice']>): string {
  return notice.kind === 'rate_limited'
    ? words.n('error.rate_limited', Math.max(1, Math.ceil(notice.seconds ?? 1)))
    : words.t(`error.${notice.kind}`);
}

function noticeBar(words: Words, { notice }: Snapshot, { onDismiss }: BarOptions): unknown {
  if (!notice) return nothing;
  return html`<div
    class="bar ${['unavailable', 'origin'].includes(notice.kind) ? 'away' : 'queue'}"
    role="alert"
  >
    <p>${noticeText(words, notice)}</p>
    ${
      ['expired', 'moved', 'identity'].includes(notice.kind)
        ? html`<button class="action" type="button" @click=${onDismiss}>
            ${words.t('notice.dismiss')}
          </button>`
        : nothing
    }
  </div>`;
}
