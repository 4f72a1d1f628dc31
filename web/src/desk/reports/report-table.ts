import { html, type TemplateResult } from 'lit';
import type { Desk } from '../desk';
import type { Report } from './model';
import { cellText } from './wording';

/** The name of a column, as people read it. */
export function columnText(desk: Desk, column: string): string {
  return desk.words.maybe('reports.column', column);
}

/** A report's figures as a table, all of them. */
export function reportTable(desk: Desk, report: Report, caption: string): TemplateResult {
  const { columns, rows } = report;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}>
    <table>
      <caption class="sr">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(
            ({ name, kind }) =>
              html`<th scope="col" class=${isNumber(kind) ? 'number' : ''}>
                ${columnText(desk, name)}
              </th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${columns.map(({ name, kind }, index) => {
                const text = cellText(name, kind, row[name] ?? null, desk);
                return index === 0
                  ? html`<th scope="row">${text}</th>`
                  : html`<td class=${isNumber(kind) ? 'number' : ''}>${text}</td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function isNumber(kind: string): boolean {
  return kind !== 'text' && kind !== 'day';
}
