import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Translator } from '../core/i18n';
import { openText } from '../core/hours';
import type { WidgetDepartment } from '../core/protocol';
import type { WidgetKey } from '../locales/en';
import type { Snapshot } from './client';
import { chatMark, closeIcon, menuIcon } from './icons';

type Words = Translator<WidgetKey>;

interface HeaderOptions {
  department: string | null;
  menuOpen: boolean;
  /** The visitor reaches for the menu. */
  onReach: () => void;
  onMenu: () => void;
  onClose: () => void;
}

/** Company, department with its open state or the person who has taken over, and the controls. */
export function panelHeader(
  words: Words,
  snapshot: Snapshot,
  { department, menuOpen, onReach, onMenu, onClose }: HeaderOptions,
): TemplateResult {
  const { config, log } = snapshot;
  const staff = log.conversation?.owner === 'staff' ? log.conversation.staff : null;
  return html`<div class="header" part="header">
    <span class="mark" aria-hidden="true">${staff ? staff.name.charAt(0) : chatMark}</span>
    <div class="who">
      <h2>${staff?.name ?? config?.company.name ?? words.t('author.staff')}</h2>
      ${
        staff
          ? html`<p><span class="dot"></span>${staffLine(words, snapshot)}</p>`
          : openLine(words, shownDepartment(snapshot, department))
      }
    </div>
    <button
      class="icon"
      type="button"
      aria-label=${words.t('header.menu')}
      aria-haspopup="menu"
      aria-expanded=${String(menuOpen)}
      @pointerenter=${onReach}
      @focus=${onReach}
      @click=${(event: Event) => {
        event.stopPropagation();
        onMenu();
      }}
    >
      ${menuIcon}
    </button>
    <button class="icon" type="button" aria-label=${words.t('panel.close')} @click=${onClose}>
      ${closeIcon}
    </button>
  </div>`;
}

function staffLine(words: Words, { config, log }: Snapshot): string {
  const title = config?.departments.find((d) => d.name === log.conversation?.department)?.title;
  return [title, config?.company.name].filter(Boolean).join(' · ') || words.t('author.staff');
}

/** The department that the conversation is about, or the page, or the first. */
export function shownDepartment(
  snapshot: Snapshot,
  fromPage: string | null,
): WidgetDepartment | null {
  const departments = snapshot.config?.departments ?? [];
  const wanted = snapshot.log.conversation?.department ?? fromPage;
  return departments.find((entry) => entry.name === wanted) ?? departments[0] ?? null;
}

function openLine(words: Words, department: WidgetDepartment | null): unknown {
  if (!department) return nothing;
  const { chat, title } = department;
  return html`<p>
    <span class="dot ${chat.open ? '' : 'closed'}"></span>
    <span>${title} · ${openText(words, chat)}</span>
  </p>`;
}
