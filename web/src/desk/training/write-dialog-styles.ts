import { css } from 'lit';

export const writeDialogStyles = css`
  dialog {
    width: min(760px, calc(100vw - 24px));
  }
  .inside {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
    gap: 14px;
    max-height: calc(100dvh - 24px);
    padding: 20px 24px;
  }
  .scroll {
    min-height: 120px;
    overflow-y: auto;
    margin-inline: -24px;
    padding-inline: 24px;
  }
  p {
    margin: 0 0 10px;
  }
  .sum {
    font-weight: 600;
  }
  .sum.good {
    color: #14562a;
  }
  .bad {
    padding: 8px 12px;
    border-radius: 8px;
    background: var(--danger-soft);
    color: #7d1d12;
    overflow-wrap: anywhere;
  }
  h3 {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    margin: 16px 0 4px;
    font-size: 14px;
  }
  code {
    font-family: ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
    font-size: 13px;
    overflow-wrap: anywhere;
  }
  .command {
    display: inline-block;
    padding: 6px 12px;
    border-radius: 8px;
    background: #17211f;
    color: #e8efed;
    user-select: all;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    padding: 5px 0;
    border-block-end: 1px solid #edf1ef;
    overflow-wrap: anywhere;
  }
  .example {
    display: grid;
    grid-template-columns: 74px minmax(0, 1fr) auto;
    gap: 2px 12px;
  }
  .example .text {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
  }
  .line {
    color: var(--muted);
    font-size: 13px;
  }
  b {
    font-weight: 600;
  }
  details {
    margin-block-start: 14px;
  }
  details .example {
    grid-template-columns: minmax(0, 1fr) auto;
  }
  details .line {
    grid-column: 1 / -1;
  }
  summary {
    width: fit-content;
    color: var(--muted);
    font-weight: 550;
    cursor: pointer;
  }
  .left p {
    margin: 2px 0 6px;
    color: #6b4000;
  }
  .told {
    color: var(--muted);
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .acts .button {
    min-height: 30px;
    padding: 2px 10px;
    font-size: 13px;
  }
  .buttons {
    flex-wrap: wrap;
  }
  @media (max-width: 560px) {
    .inside {
      padding: 16px;
    }
    .scroll {
      margin-inline: -16px;
      padding-inline: 16px;
    }
    .example {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .line {
      grid-column: 1 / -1;
    }
  }
`;
