import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import './chat-log';
import { DeskElement } from './element';
import type { StaffEvent } from './model';
import type { Earlier } from './replies-api';

/** An earlier conversation, to read. */
@customElement('past-dialog')
export class PastDialog extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      dialog {
        width: min(680px, calc(100vw - 24px));
        height: min(760px, calc(100dvh - 32px));
        padding: 0;
        border: 0;
        border-radius: 14px;
        color: var(--ink);
        background: var(--ground);
        box-shadow: 0 24px 64px rgb(12 24 22 / 0.35);
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
      }
      dialog::backdrop {
        background: rgb(12 24 22 / 0.4);
      }
      header {
        display: flex;
        align-items: center;
        gap: 12px;
        padding: 12px 18px;
        border-block-end: 1px solid var(--line);
        background: var(--surface);
      }
      h2 {
        flex: 1;
        margin: 0;
        font-size: 16px;
      }
      p {
        margin: auto;
        color: var(--muted);
      }
    `,
  ];

  @state() private earlier: Earlier | null = null;
  @state() private events: StaffEvent[] | null = null;
  @state() private failed: string | null = null;
  @query('dialog') private readonly dialog!: HTMLDialogElement;

  async show(earlier: Earlier): Promise<void> {
    this.earlier = earlier;
    this.events = null;
    this.failed = null;
    this.dialog.showModal();
    try {
      const events: StaffEvent[] = [];
      for (;;) {
        const reply = await this.desk.api.events(earlier.id, events.at(-1)?.seq ?? 0);
        if (this.earlier !== earlier) return;
        events.push(...reply.events);
        if (reply.events.length === 0) break;
      }
      this.events = events;
    } catch (error) {
      this.failed = this.desk.explain(error);
    }
  }

  protected override render(): TemplateResult {
    const { words, earlier, events } = this;
    return html`<dialog aria-labelledby="title" @close=${() => (this.earlier = null)}>
      <header>
        <h2 id="title">${words.t('history.earlier')}</h2>
        ${
          earlier
            ? html`<a
                class="button"
                href="#chats/${encodeURIComponent(earlier.id)}"
                @click=${() => this.dialog.close()}
                >${words.t('history.open')}</a
              >`
            : nothing
        }
        <button class="button" type="button" @click=${() => this.dialog.close()}>
          ${words.t('packet.close')}
        </button>
      </header>
      ${
        this.failed
          ? html`<p role="alert">${this.failed}</p>`
          : events && earlier
            ? html`<chat-log
                .desk=${this.desk}
                .conversationId=${earlier.id}
                .events=${events}
              ></chat-log>`
            : html`<p>${words.t('reply.loading')}</p>`
      }
    </dialog>`;
  }
}
