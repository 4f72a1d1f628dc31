import { css } from 'lit';

export const cardStyles = css`
  section {
    display: flex;
    flex-direction: column;
    height: 100%;
    padding: 16px 18px 12px;
    border: 1px solid var(--line);
    border-radius: 12px;
    background: var(--surface);
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
  plot-view {
    flex: 1;
  }
  plot-view.s {
    min-height: 210px;
  }
  plot-view.m {
    min-height: 270px;
  }
  plot-view.l {
    min-height: 400px;
  }
  .empty {
    margin: 0;
    padding: 30px 0;
    text-align: center;
    color: var(--muted);
  }
  footer {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 18px;
    margin-block-start: auto;
    padding-block-start: 12px;
  }
  footer a,
  .link {
    padding: 2px 0;
    border: 0;
    background: none;
    color: var(--accent);
    font-size: 13px;
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .link:disabled {
    opacity: 0.55;
  }
  .scroll {
    max-height: 380px;
    margin-block-start: 10px;
    overflow: auto;
    border: 1px solid var(--line);
    border-radius: 8px;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 13px;
  }
  th,
  td {
    padding: 6px 10px;
    text-align: start;
    border-block-end: 1px solid #edf1ef;
    white-space: nowrap;
  }
  thead th {
    position: sticky;
    inset-block-start: 0;
    background: #f4f6f5;
    font-weight: 600;
    color: var(--muted);
  }
  tbody th {
    font-weight: 550;
  }
  th.number,
  td.number {
    text-align: end;
  }
`;
