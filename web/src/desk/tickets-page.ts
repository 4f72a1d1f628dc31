import { css, html, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { DeskElement } from './element';
import type { NewTicketDialog } from './new-ticket-dialog';
import './new-ticket-dialog';
import type { TicketList } from './ticket-list';
import './ticket-list';
import './ticket-view';

/** The tickets and the one that is open. */
@customElement('tickets-page')
export class TicketsPage extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        grid-template: minmax(0, 1fr) / 392px minmax(0, 1fr);
        min-height: 0;
      }
      new-ticket-dialog {
        display: contents;
      }
      ticket-list {
        border-inline-end: 1px solid var(--line);
      }
      .none {
        display: grid;
        place-content: center;
        color: var(--muted);
      }
      @media (max-width: 1180px) {
        :host {
          grid-template-columns: 340px minmax(0, 1fr);
        }
      }
      @media (max-width: 860px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
        }
        ticket-list.behind,
        .none {
          display: none;
        }
      }
    `,
  ];

  /** The ticket that is open. */
  @property() number: string | null = null;
  @query('ticket-list') private readonly list!: TicketList;
  @query('new-ticket-dialog') private readonly dialog!: NewTicketDialog;

  protected override render(): TemplateResult {
    const { words, desk, number } = this;
    return html`
      <ticket-list
        class=${number ? 'behind' : ''}
        .desk=${desk}
        .number=${number}
        @new=${() => this.dialog.ask()}
      ></ticket-list>
      ${
        number
          ? html`<ticket-view
              .desk=${desk}
              .number=${number}
              @edited=${() => void this.list.load()}
            ></ticket-view>`
          : html`<p class="none">${words.t('tickets.none')}</p>`
      }
      <new-ticket-dialog
        .desk=${desk}
        @opened=${(event: CustomEvent<string>) => {
          void this.list.load();
          location.hash = `#tickets/${event.detail}`;
        }}
      ></new-ticket-dialog>
    `;
  }
}
