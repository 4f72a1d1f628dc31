import { css } from 'lit';

/** A conversation on the desk: what stands around its log and its composer. */
export const chatStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    background: var(--ground);
  }
  header {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 60px;
    padding: 10px 16px;
    border-block-end: 1px solid var(--line);
    background: var(--surface);
  }
  .what {
    flex: 1;
    min-width: 0;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 3px 10px;
  }
  .what p {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin: 0;
  }
  h2 {
    margin: 0;
    font-size: 16px;
    font-weight: 650;
  }
  h2 small {
    font-weight: 500;
    font-size: 13px;
    color: var(--muted);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 6px;
  }
  .back,
  .details {
    display: none;
  }
  .gone {
    margin: auto;
    color: var(--muted);
  }

  .drop {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
  }

  footer {
    padding: 16px;
    border-block-start: 1px solid var(--line);
    background: var(--surface);
    color: var(--muted);
    text-align: center;
  }

  @media (max-width: 1180px) {
    .details {
      display: inline-flex;
    }
  }
  @media (max-width: 760px) {
    header {
      flex-wrap: wrap;
    }
    .back {
      display: inline-flex;
    }
    .actions {
      width: 100%;
      justify-content: flex-start;
    }
  }
`;
