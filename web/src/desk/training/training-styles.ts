import { css } from 'lit';

/** What the parts of a training, of its verdict and of the models share. */
export const trainingStyles = css`
  section {
    padding: 16px 18px;
    border: 1px solid var(--line);
    border-radius: 12px;
    background: var(--surface);
    min-width: 0;
  }
  section + section {
    margin-block-start: 14px;
  }
  h3 {
    margin: 0;
    font-size: 15px;
    font-weight: 650;
  }
  .note {
    margin: 3px 0 12px;
    color: var(--muted);
    font-size: 13px;
  }
  .none {
    margin: 8px 0 0;
    color: var(--muted);
  }
  .code {
    font-family: ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
    font-size: 0.93em;
    overflow-wrap: anywhere;
  }
  .link {
    padding: 2px 0;
    border: 0;
    background: none;
    color: var(--accent);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .told {
    margin: 0;
    padding: 9px 12px;
    border-radius: 8px;
    background: var(--warn-soft);
  }
  .told a,
  .told .link {
    color: inherit;
  }
  .told.bad {
    background: var(--danger-soft);
    color: #7d1d12;
  }
  .told.good {
    background: #dff1e3;
    color: #14562a;
  }
  details > summary {
    width: fit-content;
    padding: 3px 6px;
    margin-inline-start: -6px;
    border-radius: 6px;
    color: var(--accent);
    font-size: 13px;
    cursor: pointer;
  }
`;

/** Tables of figures: they scroll by themselves where there is no room. */
export const figureTableStyles = css`
  .scroll {
    max-height: 460px;
    margin-block-start: 10px;
    overflow: auto;
    border: 1px solid var(--line);
    border-radius: 8px;
  }
  table.figures {
    width: 100%;
    border-collapse: collapse;
    font-size: 13px;
  }
  .figures th,
  .figures td {
    padding: 6px 10px;
    text-align: start;
    border-block-end: 1px solid #edf1ef;
  }
  .figures thead th {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    background: #f4f6f5;
    font-weight: 600;
    color: var(--muted);
    white-space: nowrap;
  }
  .figures tbody th {
    font-weight: 550;
  }
  .figures th.number,
  .figures td.number {
    text-align: end;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .figures .up {
    color: #14562a;
  }
  .figures .down {
    color: var(--danger);
  }
`;
