import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { moment } from '../core/time';
import { DeskElement } from './element';
import { dueText } from './promise-board';
import { fetchTouched, type HolidayChanges, type Times, type TouchedPromise } from './promises-api';

const KINDS = ['add', 'half_days', 'remove'] as const;
type Kind = (typeof KINDS)[number];

/** What a holiday would change, before anybody edits the policy file. */
@customElement('holiday-changes')
export class HolidayChangesView extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      h3 {
        margin: 0;
        font-size: 16px;
      }
      p {
        margin: 4px 0 0;
        color: var(--muted);
      }
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: flex-end;
        gap: 10px 12px;
        margin-block-start: 12px;
      }
      label {
        display: grid;
        gap: 3px;
        font-size: 13px;
        font-weight: 550;
        color: var(--muted);
      }
      label input,
      label select {
        width: auto;
        min-height: 36px;
        color: var(--ink);
        font-size: 14px;
        font-weight: 400;
      }
      .scroll {
        margin-block-start: 14px;
        overflow-x: auto;
        border: 1px solid var(--line);
        border-radius: 10px;
        background: var(--surface);
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      th,
      td {
        padding: 8px 14px;
        text-align: start;
        vertical-align: top;
      }
      th {
        color: var(--muted);
        font-size: 13px;
        font-weight: 600;
        white-space: nowrap;
      }
      tr + tr td {
        border-block-start: 1px solid #edf1ef;
      }
      td a {
        color: var(--accent);
        text-underline-offset: 2px;
      }
      .result {
        margin-block-start: 14px;
        color: var(--ink);
      }
      @media (max-width: 560px) {
        label,
        label input,
        label select,
        form .button {
          width: 100%;
        }
      }
    `,
  ];

  @state() private kind: Kind = 'add';
  @state() private found: TouchedPromise[] | null = null;
  @state() private busy = false;
  @query('form') private readonly form!: HTMLFormElement;

  private changes(): HolidayChanges {
    const data = new FormData(this.form);
    const value = (name: string): string => String(data.get(name) ?? '').trim();
    const date = value('date');
    const name = this.words.t('holiday.name');
    if (this.kind === 'remove') return { remove: [date] };
    if (this.kind === 'half_days') {
      const times: Record<string, string> = {};
      if (value('from')) times['closed_from'] = value('from');
      if (value('until')) times['closed_until'] = value('until');
      return { half_days: [{ date, name, ...times }] };
    }
    const last = value('last');
    return { add: [last && last !== date ? { from: date, to: last, name } : { date, name }] };
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    this.busy = true;
    this.found = null;
    await this.desk.attempt(async () => {
      this.found = await fetchTouched(this.desk.api, this.changes());
    });
    this.busy = false;
  }

  protected override render(): TemplateResult {
    const { words, kind } = this;
    return html`
      <h3>${words.t('holiday.title')}</h3>
      <p>${words.t('holiday.text')}</p>
      <form @submit=${this.submit}>
        <label>
          ${words.t('holiday.kind')}
          <select
            name="kind"
            @change=${(event: Event) =>
              (this.kind = (event.target as HTMLSelectElement).value as Kind)}
          >
            ${KINDS.map((one) => html`<option value=${one}>${words.t(`holiday.${one}`)}</option>`)}
          </select>
        </label>
        <label>${words.t('holiday.date')}<input type="date" name="date" required /></label>
        ${
          kind === 'add'
            ? html`<label>${words.t('holiday.last')}<input type="date" name="last" /></label>`
            : nothing
        }
        ${
          kind === 'half_days'
            ? html`<label>${words.t('holiday.from')}<input type="time" name="from" /></label>
                <label>${words.t('holiday.until')}<input type="time" name="until" /></label>`
            : nothing
        }
        <button class="button" ?disabled=${this.busy}>${words.t('holiday.show')}</button>
      </form>
      <div role="status">${this.renderFound()}</div>
    `;
  }

  private renderFound(): unknown {
    const { words, found } = this;
    if (found === null) return nothing;
    if (found.length === 0) return html`<p class="result">${words.t('holiday.nothing')}</p>`;
    return html`<p class="result">${words.n('holiday.found', found.length)}</p>
      <div class="scroll" tabindex="0" aria-label=${words.t('holiday.title')}>
        <table>
          <thead>
            <tr>
              <th scope="col">${words.t('holiday.ticket')}</th>
              <th scope="col">${words.t('holiday.now')}</th>
              <th scope="col">${words.t('holiday.then')}</th>
            </tr>
          </thead>
          <tbody>
            ${found.map(
              (one) =>
                html`<tr>
                  <td>
                    ${
                      one.ticket
                        ? html`<a class="number" href="#tickets/${one.ticket}">${one.ticket}</a>`
                        : nothing
                    }
                    <div>${one.subject}</div>
                  </td>
                  <td>${this.renderTimes(one.before)}</td>
                  <td>${this.renderTimes(one.after)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }

  private renderTimes(times: Times): unknown {
    const { words, desk } = this;
    if (times.problem) return times.problem;
    const at = (iso: string): string => moment(iso, desk.zone, words.language);
    return html`${times.starts_at ? html`<div>${words.t('holiday.starts', { moment: at(times.starts_at) })}</div>` : nothing}
      <div>
        ${times.due_at ? dueText(times.due_at, desk.zone, words) : words.t('promises.no_time')}
      </div>`;
  }
}
