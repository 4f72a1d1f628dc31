/** The demo site's few live parts: buttons that open the chat, and who is at the desk. */
import { requestJson } from '../core/http';
import { Translator } from '../core/i18n';
import type { WidgetConfig } from '../core/protocol';
import { openText } from '../core/hours';
import { widget, type WidgetKey } from '../locales/en';

interface Chat extends HTMLElement {
  open?: () => Promise<void>;
}

for (const button of document.querySelectorAll<HTMLElement>('[data-open-chat]')) {
  button.addEventListener('click', () => {
    void document.querySelector<Chat>('frontdesk-chat')?.open?.();
  });
}

/** One line a department, as the server's one engine of hours says. */
function showDepartments(list: Element, config: WidgetConfig): void {
  const words = new Translator<WidgetKey>(widget, 'en');
  list.replaceChildren(
    ...config.departments.map(({ title, chat }) => {
      const item = document.createElement('li');
      const [dot, name, state] = ['i', 'b', 'span'].map((tag) => document.createElement(tag));
      item.classList.toggle('closed', !chat.open);
      if (name) name.textContent = title;
      if (state) state.textContent = openText(words, chat);
      for (const part of [dot, name, state]) if (part) item.append(part);
      return item;
    }),
  );
}

async function showDesk(): Promise<void> {
  const list = document.querySelector('[data-departments]');
  const line = document.querySelector<HTMLElement>('[data-company-line]');
  const company = document.querySelector('[data-company]');
  try {
    const config = await requestJson<WidgetConfig>(fetch, '/api/widget/config?language=en');
    if (list) showDepartments(list, config);
    if (company && line) {
      company.textContent = config.company.name;
      line.hidden = false;
    }
  } catch {
    // Without the desk the page stands as it is; the chat itself says what is wrong.
    return;
  }
}

void showDesk();
