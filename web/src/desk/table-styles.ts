import { css } from 'lit';

/**
 * Tables that become cards where there is no room: cells carry their column in `data-label`, and
 * table, rows and cells their roles, which `display: block` would take from them.
 */
export const tableStyles = css`
  table {
    width: 100%;
    border: 1px solid var(--line);
    border-radius: 10px;
    border-spacing: 0;
    background: var(--surface);
    overflow: hidden;
  }
  th,
  td {
    padding: 10px 12px;
    text-align: start;
    vertical-align: middle;
  }
  th {
    padding-block: 8px;
    background: #fafbfa;
    color: var(--muted);
    font-size: 13px;
    font-weight: 600;
    white-space: nowrap;
  }
  td {
    border-block-start: 1px solid #e6ecea;
  }
  tbody tr:hover td {
    background: #f9fbfa;
  }
  @media (max-width: 860px) {
    table,
    tbody {
      display: grid;
      gap: 10px;
      border: 0;
      background: none;
      overflow: visible;
    }
    thead {
      position: absolute;
      clip-path: inset(50%);
    }
    tr {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 4px 12px;
      padding: 12px 14px;
      border: 1px solid var(--line);
      border-radius: 10px;
      background: var(--surface);
    }
    td,
    tbody tr:hover td {
      display: grid;
      grid-column: 1 / -1;
      grid-template-columns: minmax(92px, 30%) minmax(0, 1fr);
      gap: 10px;
      padding: 0;
      border: 0;
      background: none;
    }
    td[data-label]::before {
      content: attr(data-label);
      color: var(--muted);
      font-size: 13px;
    }
    td.first {
      display: block;
      grid-column: 1;
      margin-block-end: 6px;
    }
    td.act {
      display: block;
      grid-row: 1;
      grid-column: 2;
    }
  }
`;
