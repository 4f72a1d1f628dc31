import { css } from 'lit';

export const whyViewStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  h3 {
    margin: 22px 0 6px;
    font-size: 14px;
  }
  p {
    margin: 0 0 6px;
  }
  .hint {
    color: var(--muted);
    font-size: 13px;
  }
  .answer {
    font-size: 16px;
    font-weight: 600;
  }
  .message {
    padding: 12px 14px;
    border: 1px solid var(--line);
    border-radius: 10px;
    background: var(--surface);
    font-size: 16px;
    line-height: 2;
    overflow-wrap: anywhere;
  }
  .all {
    white-space: pre-wrap;
  }
  .word {
    color: var(--ink);
    padding: 2px 1px;
    border-radius: 4px;
    border-block-end: 2px solid transparent;
  }
  .word:hover {
    outline: 1px solid var(--muted);
  }
  /* Not by the colour alone: what spoke for it has a line, what spoke against it a broken one. */
  .for1 {
    border-block-end: 1px solid #74a89a;
    background: #eef6f3;
  }
  .for2 {
    border-block-end: 2px solid #458575;
    background: #d6eae3;
  }
  .for3 {
    border-block-end: 3px solid #226356;
    background: #b4d9cd;
  }
  .for4 {
    border-block-end: 4px solid #0b3b33;
    background: #8fc6b6;
  }
  .against1 {
    border-block-end: 1px dashed #b98534;
    background: #fdf6e9;
  }
  .against2 {
    border-block-end: 2px dashed #a96d10;
    background: #fbe9c9;
  }
  .against3 {
    border-block-end: 3px dashed #8a5200;
    background: #f7d79c;
  }
  .against4 {
    border-block-end: 4px dashed #6b4000;
    background: #f2c46d;
  }
  .about {
    min-height: 42px;
    margin: 6px 0 0;
    color: var(--muted);
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
    color: var(--muted);
    font-size: 13px;
  }
  details {
    margin-block-start: 8px;
  }
  summary {
    width: fit-content;
    color: var(--muted);
    font-weight: 550;
    cursor: pointer;
  }
  table {
    width: 100%;
    margin-block-start: 6px;
    border-collapse: collapse;
    font-size: 13px;
  }
  th,
  td {
    padding: 4px 8px 4px 0;
    border-block-end: 1px solid #e6ecea;
    text-align: start;
    vertical-align: top;
    overflow-wrap: anywhere;
  }
  th {
    color: var(--muted);
    font-weight: 600;
  }
  td.number,
  th.number {
    text-align: end;
  }
  ul,
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .score,
  .guess {
    padding: 5px 0;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 12px;
  }
  .head b {
    font-weight: 550;
    overflow-wrap: anywhere;
  }
  .bar {
    position: relative;
    height: 8px;
    margin-block: 4px;
    border-radius: 4px;
    background: #dfe7e4;
  }
  .bar i {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0;
    border-radius: 4px;
    background: #458575;
  }
  .failed .bar i {
    background: #c0762b;
  }
  .bar u {
    position: absolute;
    inset-block: -4px;
    width: 2px;
    background: var(--ink);
  }
  .near {
    padding: 7px 0;
    border-block-end: 1px solid #edf1ef;
    overflow-wrap: anywhere;
  }
  .near .facts {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 10px;
    color: var(--muted);
    font-size: 13px;
  }
  code {
    font-family: ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
    font-size: 12.5px;
  }
  @container (min-width: 720px) {
    .two {
      display: grid;
      grid-template-columns: 1fr 1fr;
      gap: 0 32px;
    }
  }
`;
