import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { DeskElement } from './element';
import { people, type Level, type Person } from './people-api';
import './person-dialog';
import type { PersonDialog } from './person-dialog';
import { tableStyles } from './table-styles';

/** Everyone who works here, and who did; a table, or cards where there is no room for one. */
@customElement('people-list')
export class PeopleList extends DeskElement {
  static override styles = [
    pageStyles,
    tableStyles,
    css`
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 10px 16px;
        margin-block-end: 12px;
      }
      .head label {
        display: inline-flex;
        align-items: center;
        gap: 7px;
      }
      .head input {
        width: 17px;
        height: 17px;
        margin: 0;
      }
      .name {
        font-weight: 600;
      }
      .email {
        display: block;
        color: var(--muted);
        font-size: 13px;
        overflow-wrap: anywhere;
      }
      tr.left .name,
      tr.left td {
        color: var(--muted);
      }
      .presence {
        display: inline-flex;
        align-items: center;
        gap: 7px;
        white-space: nowrap;
      }
      .presence i {
        width: 9px;
        height: 9px;
        border: 2px solid #66736f;
        border-radius: 50%;
      }
      .presence .online {
        border-color: #1f9d4d;
        background: #1f9d4d;
      }
      .presence .busy {
        border-color: #d18a12;
        background: #d18a12;
      }
      .languages span {
        text-transform: uppercase;
        font-size: 13px;
      }
      .act {
        text-align: end;
      }
    `,
  ];

  @state() private people: Person[] = [];
  @state() private levels: Level[] = [];
  @state() private loaded = false;
  @state() private withLeft = false;
  @query('person-dialog') private readonly dialog!: PersonDialog;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private async load(): Promise<void> {
    const { api, words } = this.desk;
    await this.desk.attempt(async () => {
      const found = await people(api, words.language);
      this.people = found.people;
      this.levels = found.levels;
    });
    this.loaded = true;
  }

  protected override render(): TemplateResult {
    const { words } = this;
    const left = this.people.filter(({ active }) => !active).length;
    const shown = this.people.filter(({ active }) => active || this.withLeft);
    return html`
      <div class="head">
        ${
          left > 0
            ? html`<label>
                <input
                  type="checkbox"
                  .checked=${this.withLeft}
                  @change=${(event: Event) => {
                    this.withLeft = (event.target as HTMLInputElement).checked;
                  }}
                />
                ${words.t('people.with_left', { n: left })}
              </label>`
            : html`<span></span>`
        }
        <button
          class="button main"
          type="button"
          @click=${() => void this.dialog.ask(null, this.levels)}
        >
          ${words.t('people.add')}
        </button>
      </div>
      ${this.loaded ? this.renderTable(shown) : nothing}
      <person-dialog .desk=${this.desk} @changed=${() => void this.load()}></person-dialog>
    `;
  }

  private renderTable(shown: Person[]): TemplateResult {
    const { words } = this;
    const heads = [
      'people.name',
      'people.departments',
      'people.level',
      'people.role',
      'people.languages',
      'people.load',
      'people.presence',
    ] as const;
    return html`<table role="table" aria-label=${words.t('nav.people')}>
      <thead role="rowgroup">
        <tr role="row">
          ${heads.map((head) => html`<th role="columnheader" scope="col">${words.t(head)}</th>`)}
          <th role="columnheader" scope="col">
            <span class="sr">${words.t('people.change')}</span>
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${shown.map((person) => this.renderRow(person))}
      </tbody>
    </table>`;
  }

  private renderRow(person: Person): TemplateResult {
    const { words, desk } = this;
    const level = this.levels.find((one) => one.level === person.level);
    return html`<tr role="row" class=${person.active ? '' : 'left'}>
      <td role="cell" class="first">
        <span class="name">${person.name}</span>
        <span class="email">${person.email}</span>
      </td>
      <td role="cell" data-label=${words.t('people.departments')}>
        ${person.departments.map((name) => desk.departmentTitle(name)).join(', ')}
      </td>
      <td role="cell" data-label=${words.t('people.level')}>
        ${person.level} · ${level?.title ?? ''}
      </td>
      <td role="cell" data-label=${words.t('people.role')}>${words.maybe('role', person.role)}</td>
      <td role="cell" class="languages" data-label=${words.t('people.languages')}>
        <span>${person.languages.join(', ')}</span>
      </td>
      <td role="cell" class="number" data-label=${words.t('people.load')}>
        ${words.t('people.load.of', { n: person.load ?? 0, most: person.capacity })}
      </td>
      <td role="cell" data-label=${words.t('people.presence')}>
        ${
          person.active
            ? html`<span class="presence">
                <i class=${person.presence}></i>${words.t(`presence.${person.presence}`)}
              </span>`
            : html`<span class="chip">${words.t('people.left')}</span>`
        }
      </td>
      <td role="cell" class="act">
        <button
          class="button"
          type="button"
          aria-label=${`${words.t('people.change')}: ${person.name}`}
          @click=${() => void this.dialog.ask(person, this.levels)}
        >
          ${words.t('people.change')}
        </button>
      </td>
    </tr>`;
  }
}
