import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Translator } from '../core/i18n';
import type { FileData } from '../core/protocol';
import type { MoreKey } from '../locales/en';
import type { Attachments, Upload } from './attachments';
import { fileIcon } from './icons';

type Words = Translator<MoreKey>;

const MEGABYTE = 1024 * 1024;
/** The texts for the server's codes; what is not here is told in the server's words. */
const REASONS: Readonly<Record<string, MoreKey>> = {
  file_too_large: 'file.too_large',
  file_type_not_allowed: 'file.type',
  file_empty: 'file.empty',
  too_many_files: 'file.too_many',
  too_many_requests: 'file.limited',
};

export function sizeText(bytes: number, language: string): string {
  const [value, unit]: [number, string] =
    bytes < MEGABYTE ? [Math.max(1, bytes / 1024), 'kilobyte'] : [bytes / MEGABYTE, 'megabyte'];
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}

/** A file of the conversation: an image is shown, everything else can be saved. */
export function fileBubble(
  words: Words,
  file: FileData,
  attachments: Attachments,
  onSave: () => void,
): TemplateResult {
  const { name } = file;
  const picture = file.type.startsWith('image/') ? attachments.picture(file) : 'missing';
  if (typeof picture === 'object') {
    return html`<button
      class="picture"
      type="button"
      part="bubble"
      aria-label=${words.t('file.save', { name })}
      @click=${onSave}
    >
      <img src=${picture.url} alt=${words.t('file.image', { name })} />
    </button>`;
  }
  return html`<button
    class="bubble file"
    type="button"
    part="bubble"
    aria-label=${words.t('file.save', { name })}
    @click=${onSave}
  >
    ${fileIcon}
    <span><b>${name}</b><small>${sizeText(file.size, words.language)}</small></span>
  </button>`;
}

/** Files that have not arrived yet, and why not. */
export function uploadList(
  words: Words,
  attachments: Attachments,
  connected: boolean,
  mostBytes: number,
): unknown {
  return attachments.uploads.map((upload) =>
    upload.error === null
      ? onItsWay(words, attachments, upload, connected)
      : refused(words, attachments, upload, mostBytes),
  );
}

function onItsWay(
  words: Words,
  attachments: Attachments,
  upload: Upload,
  connected: boolean,
): TemplateResult {
  const { name, share } = upload;
  const percent = Math.round(share * 100);
  return html`<div class="message visitor last pending">
    <div class="bubble file">
      ${fileIcon}
      <span>
        <b>${name}</b>
        <progress max="100" .value=${percent} aria-label=${name}></progress>
      </span>
    </div>
    <p class="meta">
      <span>
        ${
          connected
            ? words.t('file.uploading', { name, n: percent })
            : words.t('file.waiting', { name })
        }
      </span>
      <button type="button" @click=${() => attachments.remove(upload)}>
        ${words.t('file.cancel')}
      </button>
    </p>
  </div>`;
}

function refused(
  words: Words,
  attachments: Attachments,
  upload: Upload,
  mostBytes: number,
): TemplateResult {
  const { name, error } = upload;
  const key = REASONS[error ?? ''];
  const why = key ? words.t(key, { n: Math.round(mostBytes / MEGABYTE) }) : (error ?? '');
  const again = key === undefined || key === 'file.limited' || key === 'file.too_many';
  return html`<div class="message visitor last failed">
    <div class="bubble file">
      ${fileIcon}<span><b>${name}</b></span>
    </div>
    <p class="meta bad" role="alert">
      <span>${words.t('file.failed', { name, why })}</span>
      ${
        again
          ? html`<button type="button" @click=${() => attachments.retry(upload)}>
              ${words.t('file.retry')}
            </button>`
          : nothing
      }
      <button type="button" @click=${() => attachments.remove(upload)}>
        ${words.t('file.remove')}
      </button>
    </p>
  </div>`;
}
