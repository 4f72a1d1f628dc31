import { css } from 'lit';

/** Keys and what they do, as a list. */
export const keyListStyles = css`
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 6px 16px;
    margin: 0;
  }
  dt {
    display: flex;
    gap: 4px;
    align-items: center;
  }
  dd {
    margin: 0;
  }
  kbd {
    min-width: 26px;
    padding: 1px 7px;
    border: 1px solid #c3cdc9;
    border-bottom-width: 2px;
    border-radius: 6px;
    background: var(--ground);
    font: inherit;
    font-size: 13px;
    text-align: center;
  }
`;
