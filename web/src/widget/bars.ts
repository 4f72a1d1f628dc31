import { html, nothing, type TemplateResult } from 'lit';
import type { Translator } from '../core/i18n';
import type { WidgetKey } from '../locales/en';
import type { Snapshot } from './client';
import { awayIcon, queueIcon } from './icons';

type Words = Translator<WidgetKey>;

interface BarOptions {
  confirming: boolean;
  onConfirm: () => void;
  onKeep: () => void;
  onDismiss: () => void;
}

/** What stands between header and log: a question, the queue, what went wrong. */
export function bars(words: Words, snapshot: Snapshot, options: BarOptions): TemplateResult {
  return html`${confirmBar(words, options)}
    <div role="status">${queueBar(words, snapshot)} ${awayBar(words, snapshot)}</div>
    ${noticeBar(words, snapshot, options)}`;
}

function confirmBar(words: Words, { confirming, onConfirm, onKeep }: BarOptions): unknown {
  if (!confirming) return nothing;
  return html`<div class="bar question" role="alert">
    <p>${words.t('confirm.text')}</p>
    <button class="action main" type="button" @click=${onConfirm}>${words.t('confirm.yes')}</button>
    <button class="action" type="button" @click=${onKeep}>${words.t('confirm.no')}</button>
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
  return html`<div class="bar ${notice.kind === 'unavailable' ? 'away' : 'queue'}" role="alert">
    <p>${noticeText(words, notice)}</p>
    ${
      notice.kind === 'expired' || notice.kind === 'moved'
        ? html`<button class="action" type="button" @click=${onDismiss}>
            ${words.t('notice.dismiss')}
          </button>`
        : nothing
    }
  </div>`;
}
