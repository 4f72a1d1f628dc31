import { css } from 'lit';

/** What desk and ticket page share: colours, controls and the looks of people's text. */
export const pageStyles = css`
  :host {
    --accent: #14534a;
    --accent-strong: #0d3e37;
    --soft: #e6efec;
    --ink: #1a2523;
    --muted: #55625e;
    --line: #dde4e1;
    --ground: #f4f6f5;
    --surface: #fff;
    --warn: #8a5200;
    --warn-soft: #fdf1dc;
    --danger: #a3261a;
    --danger-soft: #fdeeec;
    --note-soft: #fff8e3;
    --note-line: #ecd9a2;
    --focus: #1b6fd6;
    font-size: 14px;
    line-height: 1.45;
    color: var(--ink);
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 1px;
  }
  button {
    cursor: pointer;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: 34px;
    padding: 5px 14px;
    border: 1px solid #c3cdc9;
    border-radius: 8px;
    background: var(--surface);
    font-weight: 550;
    text-decoration: none;
    color: var(--ink);
    white-space: nowrap;
  }
  .button:hover:enabled {
    background: var(--ground);
  }
  .button.main {
    border-color: var(--accent);
    background: var(--accent);
    color: #fff;
  }
  .button.main:hover:enabled {
    background: var(--accent-strong);
  }
  .button:disabled {
    cursor: default;
    opacity: 0.55;
  }
  input,
  select,
  textarea {
    width: 100%;
    padding: 7px 10px;
    border: 1px solid #b5c1bc;
    border-radius: 8px;
    background: var(--surface);
  }
  select {
    width: auto;
    padding-inline-end: 6px;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    padding: 0 8px;
    border-radius: 10px;
    background: #e9eeec;
    color: #34423e;
    font-size: 12px;
    line-height: 20px;
    font-weight: 550;
    white-space: nowrap;
  }
  .chip.good,
  .chip.supported,
  .chip.solved,
  .chip.kept {
    background: #dff1e3;
    color: #14562a;
  }
  .chip.bad,
  .chip.not_supported,
  .chip.broken {
    background: var(--danger-soft);
    color: #8c2015;
  }
  .chip.open,
  .chip.queue {
    background: var(--warn-soft);
    color: #744500;
  }
  .chip.waiting,
  .chip.on_hold {
    background: #e5ecf7;
    color: #254a7d;
  }
  .sr {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .text p {
    margin: 0;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .text p + p,
  .text p + pre,
  .text pre + p {
    margin-block-start: 6px;
  }
  .text a {
    color: inherit;
    text-underline-offset: 2px;
  }
  .text code {
    font-family: ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
    font-size: 0.9em;
  }
  .text pre {
    margin: 0;
    padding: 8px 10px;
    border-radius: 8px;
    overflow-x: auto;
    background: #17211f;
    color: #e8efed;
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
`;
