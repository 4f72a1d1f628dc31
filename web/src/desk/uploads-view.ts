import { html, nothing, type TemplateResult } from 'lit';
import type { Translator } from '../core/i18n';
import type { DeskKey } from '../locales/desk/en';
import type { StaffUpload, StaffUploads } from './staff-files';

/** The files that are on their way to the visitor, and those that did not get there. */
export function uploadsView(words: Translator<DeskKey>, files: StaffUploads): unknown {
  if (files.all.length === 0) return nothing;
  return html`<ul class="uploads" aria-label=${words.t('chat.uploads')}>
    ${files.all.map((upload) => html`<li>${uploadView(words, files, upload)}</li>`)}
  </ul>`;
}

function uploadView(
  words: Translator<DeskKey>,
  files: StaffUploads,
  upload: StaffUpload,
): TemplateResult {
  const { failed } = upload;
  return html`<span class="name">${upload.name}</span>
    ${
      failed === null
        ? html`<progress
            max="1"
            .value=${upload.share}
            aria-label=${words.t('chat.uploading', { name: upload.name })}
          ></progress>`
        : html`<span class="bad" role="alert">${words.t('chat.failed', { why: failed })}</span>`
    }
    ${
      failed !== null && upload.again
        ? html`<button class="link" type="button" @click=${() => files.retry(upload)}>
            ${words.t('chat.retry')}
          </button>`
        : nothing
    }
    <button class="link" type="button" @click=${() => files.remove(upload)}>
      ${words.t(failed === null ? 'dialog.cancel' : 'error.dismiss')}
    </button>`;
}
