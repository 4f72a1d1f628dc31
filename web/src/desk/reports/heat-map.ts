import { css, html, type TemplateResult } from 'lit';
import type { Desk } from '../desk';
import { heat, type Report } from './model';
import { hourText, weekdayText } from './wording';

const STEPS = 6;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

/** Weekdays by hours: one colour, darker for more, with the number beside the pointer. */
export function heatMap(desk: Desk, report: Report, column: string): TemplateResult {
  const { language } = desk.words;
  const values = new Map(
    report.rows.map((row) => [`${row['weekday']}-${row['hour']}`, Number(row[column] ?? 0)]),
  );
  const highest = Math.max(...values.values(), 0);
  return html`<div class="heat" aria-hidden="true">
      <span></span>
      ${HOURS.map((hour) => html`<span class="hour">${hour % 3 === 0 ? hour : ''}</span>`)}
      ${WEEKDAYS.map((weekday) => {
        const name = weekdayText(weekday, language, 'short');
        return html`<span class="weekday">${name}</span> ${HOURS.map((hour) => {
            const value = values.get(`${weekday}-${hour}`) ?? 0;
            return html`<span
              class="cell step${heat(value, highest, STEPS)}"
              title="${name} ${hourText(hour)}: ${value}"
            ></span>`;
          })}`;
      })}
    </div>
    <p class="scale" aria-hidden="true">
      0
      ${Array.from({ length: STEPS + 1 }, (_, step) => html`<span class="cell step${step}"></span>`)}
      ${highest}
    </p>`;
}

export const heatStyles = css`
  .heat {
    display: grid;
    grid-template-columns: minmax(30px, auto) repeat(24, minmax(0, 1fr));
    gap: 2px;
    font-size: 12px;
    color: var(--muted);
  }
  .heat .weekday {
    padding-inline-end: 4px;
    line-height: 24px;
    white-space: nowrap;
  }
  .heat .hour {
    font-size: 11px;
    text-align: center;
  }
  .cell {
    min-height: 24px;
    border-radius: 3px;
  }
  .scale {
    display: flex;
    align-items: center;
    gap: 3px;
    margin: 10px 0 0;
    font-size: 12px;
    color: var(--muted);
  }
  .scale .cell {
    width: 22px;
    min-height: 12px;
  }
  .step0 {
    background: #eef2f0;
  }
  .step1 {
    background: #cfe0da;
  }
  .step2 {
    background: #a5c7bd;
  }
  .step3 {
    background: #74a89a;
  }
  .step4 {
    background: #458575;
  }
  .step5 {
    background: #226356;
  }
  .step6 {
    background: #0b3b33;
  }
`;
