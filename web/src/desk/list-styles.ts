import { css } from 'lit';

/** A column of lines of which one is open: conversations, tickets, replies. */
export const listStyles = css`
  ul {
    flex: 1;
    min-height: 0;
    margin: 0;
    padding: 0;
    overflow-y: auto;
    list-style: none;
  }
  .row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    border: 0;
    border-inline-start: 3px solid transparent;
    border-block-end: 1px solid #edf1ef;
  }
  .row:hover {
    background: #f7f9f8;
  }
  .row:focus-visible {
    outline-offset: -2px;
  }
  .row[aria-current='true'] {
    background: var(--soft);
    border-inline-start-color: var(--accent);
  }
`;
