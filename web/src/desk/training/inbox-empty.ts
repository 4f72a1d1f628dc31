import { html, nothing, type TemplateResult } from 'lit';
import type { Translator } from '../../core/i18n';
import type { TrainingKey } from '../../locales/training/en';
import { isNarrowed } from './inbox-model';
import type { InboxStore } from './inbox-store';

/** What stands where no message does: why there is none, and what to do. */
export function inboxEmpty(
  texts: Translator<TrainingKey>,
  loading: string,
  { problem, loaded, filters }: InboxStore,
  widen: () => void,
): TemplateResult {
  if (problem !== null || !loaded) {
    return html`<div class="empty" role="status">${problem ?? loading}</div>`;
  }
  const isNarrow = isNarrowed(filters);
  const key = isNarrow ? 'inbox.empty.narrow' : `inbox.empty.${filters.status}`;
  return html`<div class="empty" role="status">
    <b>${texts.known(key)}</b>
    <p>${texts.known(`${key}.hint`)}</p>
    ${
      isNarrow
        ? html`<button class="button" type="button" @click=${widen}>
            ${texts.t('inbox.widen')}
          </button>`
        : nothing
    }
  </div>`;
}
