import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { moment } from '../core/time';
import { desk as english } from '../locales/desk/en';
import { detailsOf, placeOfSubject, shortSubject } from './audit';
import { DeskElement } from './element';
import {
  audit,
  auditDownload,
  people,
  type AuditFilter,
  type Entry,
  type Person,
} from './people-api';
import { tableStyles } from './table-styles';

const DID = 'did.';
const ACTIONS = Object.keys(english)
  .filter((key) => key.startsWith(DID))
  .map((key) => key.slice(DID.length));
const NOTHING: AuditFilter = { staff: '', action: '', subject: '', from: '', to: '' };

/** What was done, the newest first, filtered, and as a table to take away. */
@customElement('audit-list')
export class AuditList extends DeskElement {
  static override styles = [
    pageStyles,
    tableStyles,
    css`
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 10px 12px;
        margin-block-end: 14px;
      }
      form label {
        display: grid;
        flex: 1 1 130px;
        gap: 3px;
        min-width: 0;
        color: var(--muted);
        font-size: 13px;
        font-weight: 550;
      }
      form select,
      form input {
        width: 100%;
        min-width: 0;
        height: 36px;
        color: var(--ink);
        font-size: 14px;
        font-weight: 400;
      }
      .at {
        white-space: nowrap;
      }
      .what {
        font-weight: 550;
      }
      @media (min-width: 861px) {
        .who,
        .what {
          white-space: nowrap;
        }
      }
      .details {
        color: var(--muted);
        font-size: 13px;
      }
      .details span {
        overflow-wrap: anywhere;
      }
      .details span + span::before {
        content: ' · ';
      }
      .subject {
        overflow-wrap: anywhere;
      }
      td a {
        color: var(--accent);
        text-underline-offset: 2px;
      }
      .more {
        display: flex;
        justify-content: center;
        padding: 16px;
      }
      .empty {
        padding: 40px 20px;
        text-align: center;
        color: var(--muted);
      }
    `,
  ];

  @state() private entries: Entry[] = [];
  @state() private next: number | null = null;
  @state() private everyone: Person[] = [];
  @state() private filter: AuditFilter = NOTHING;
  @state() private loaded = false;
  @state() private busy = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
    const { api, words } = this.desk;
    void this.desk.attempt(async () => {
      this.everyone = (await people(api, words.language)).people;
    });
  }

  private async load(): Promise<void> {
    const { filter } = this;
    await this.desk.attempt(async () => {
      const page = await audit(this.desk.api, filter, null);
      // A slow answer to an older filter must not replace a newer one.
      if (filter !== this.filter) return;
      this.entries = page.entries;
      this.next = page.next;
    });
    this.loaded = true;
  }

  private async more(): Promise<void> {
    const { filter } = this;
    this.busy = true;
    await this.desk.attempt(async () => {
      const page = await audit(this.desk.api, filter, this.next);
      if (filter !== this.filter) return;
      this.entries = [...this.entries, ...page.entries];
      this.next = page.next;
    });
    this.busy = false;
  }

  private readonly choose = (event: Event): void => {
    const { name, value } = event.target as HTMLInputElement;
    this.filter = { ...this.filter, [name]: value.trim() };
    void this.load();
  };

  private readonly say = (name: string, value: string): string => {
    const { words, desk } = this;
    if (name.startsWith('department')) return desk.departmentTitle(value);
    if (name === 'presence' || name === 'role') return words.maybe(name, value);
    if (name === 'status') return words.maybe('ticket.status', value);
    if (name === 'staff') return this.everyone.find(({ id }) => id === value)?.name ?? value;
    return value;
  };

  protected override render(): TemplateResult {
    const { words } = this;
    return html`
      ${this.renderFilters()}
      ${
        this.entries.length === 0
          ? html`<p class="empty" role="status">
              ${this.loaded ? words.t('audit.empty') : nothing}
            </p>`
          : this.renderTable()
      }
      ${
        this.next === null
          ? nothing
          : html`<div class="more">
              <button
                class="button"
                type="button"
                ?disabled=${this.busy}
                @click=${() => void this.more()}
              >
                ${words.t('audit.more')}
              </button>
            </div>`
      }
    `;
  }

  private renderFilters(): TemplateResult {
    const { words, filter } = this;
    return html`<form
      aria-label=${words.t('audit.filter')}
      @change=${this.choose}
      @submit=${(event: Event) => event.preventDefault()}
    >
      <label>
        ${words.t('audit.who')}
        <select name="staff">
          <option value="">${words.t('audit.everyone')}</option>
          ${this.everyone.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
        </select>
      </label>
      <label>
        ${words.t('audit.what')}
        <select name="action">
          <option value="">${words.t('audit.everything')}</option>
          ${ACTIONS.map(
            (action) => html`<option value=${action}>${words.maybe('did', action)}</option>`,
          )}
        </select>
      </label>
      <label>
        ${words.t('audit.subject')}
        <input name="subject" maxlength="80" autocomplete="off" />
      </label>
      <label>${words.t('audit.from')}<input name="from" type="date" /></label>
      <label>${words.t('audit.to')}<input name="to" type="date" /></label>
      <a class="button" href=${auditDownload(filter)} download>${words.t('audit.download')}</a>
    </form>`;
  }

  private renderTable(): TemplateResult {
    const { words } = this;
    const heads = [
      'audit.when',
      'audit.who',
      'audit.what',
      'audit.subject',
      'audit.details',
    ] as const;
    return html`<table role="table" aria-label=${words.t('audit.title')}>
      <thead role="rowgroup">
        <tr role="row">
          ${heads.map((head) => html`<th role="columnheader" scope="col">${words.t(head)}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${this.entries.map((entry) => this.renderRow(entry))}
      </tbody>
    </table>`;
  }

  private renderRow(entry: Entry): TemplateResult {
    const { words, desk } = this;
    const place = placeOfSubject(entry.subject);
    const who =
      entry.staff?.name ?? words.t(entry.data?.['by'] ? 'audit.command' : 'audit.unknown');
    return html`<tr role="row">
      <td role="cell" class="at number" data-label=${words.t('audit.when')}>
        <time datetime=${entry.at}>${moment(entry.at, desk.zone, words.language)}</time>
      </td>
      <td role="cell" class="who" data-label=${words.t('audit.who')}>${who}</td>
      <td role="cell" class="what" data-label=${words.t('audit.what')}>
        ${words.maybe('did', entry.action)}
      </td>
      <td role="cell" class="subject" data-label=${words.t('audit.subject')}>
        ${
          place
            ? html`<a href=${place} title=${entry.subject}>${shortSubject(entry.subject)}</a>`
            : entry.subject
        }
      </td>
      <td role="cell" class="details" data-label=${words.t('audit.details')}>
        <div>
          ${detailsOf(entry, this.say)
            .filter(({ name }) => name !== 'by')
            .map(
              ({ name, text }) => html`<span>${words.maybe('audit.field', name)}: ${text}</span>`,
            )}
        </div>
      </td>
    </tr>`;
  }
}
