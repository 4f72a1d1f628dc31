import { html, type TemplateResult } from 'lit';
import type { Translator } from '../core/i18n';
import type { FileData } from '../core/protocol';
import type { DeskKey } from '../locales/desk/en';

/** A file of a conversation: an image is shown, everything is opened or saved with a click. */
export function fileView(
  words: Translator<DeskKey>,
  conversationId: string,
  file: FileData,
): TemplateResult {
  const conversation = encodeURIComponent(conversationId);
  const href = `/api/staff/conversations/${conversation}/files/${encodeURIComponent(file.id)}`;
  return fileLink(words, href, file);
}

/** A file at an address of its own. */
export function fileLink(words: Translator<DeskKey>, href: string, file: FileData): TemplateResult {
  const label = words.t('chat.file', { name: file.name });
  const size = new Intl.NumberFormat(words.language, {
    style: 'unit',
    unit: 'kilobyte',
    maximumFractionDigits: 0,
  }).format(Math.max(1, file.size / 1024));
  return html`<a class="file" href=${href} target="_blank" rel="noopener" title=${label}>
    ${
      file.type.startsWith('image/')
        ? html`<img src=${href} alt=${file.name} loading="lazy" @load=${tellShown} />`
        : ''
    }
    <span>${file.name} <small>${size}</small></span>
  </a>`;
}

/** The log stays at its end when a picture has taken its room. */
function tellShown(event: Event): void {
  event.target?.dispatchEvent(new Event('shown', { bubbles: true }));
}
