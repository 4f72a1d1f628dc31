import { html, type TemplateResult } from 'lit';

export interface Column {
  title: string;
  /** Whether it holds figures, which stand to the right. */
  figures?: boolean;
}

/** Figures as a table that scrolls by itself; the first cell of a row names it. */
export function figureTable(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly unknown[])[],
): TemplateResult {
  const kind = (at: number): string => (columns[at]?.figures ? 'number' : '');
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}>
    <table class="figures">
      <caption class="sr">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ title }, at) => html`<th scope="col" class=${kind(at)}>${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, at) =>
                at === 0
                  ? html`<th scope="row">${cell}</th>`
                  : html`<td class=${kind(at)}>${cell}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
