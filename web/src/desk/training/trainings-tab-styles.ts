import { css } from 'lit';

export const trainingsTabStyles = css`
  :host {
    display: grid;
    grid-template: minmax(0, 1fr) / 316px minmax(0, 1fr);
    min-height: 0;
  }
  .list {
    display: flex;
    flex-direction: column;
    min-height: 0;
    border-inline-end: 1px solid var(--line);
    background: var(--surface);
  }
  .start {
    display: grid;
    gap: 8px;
    padding: 14px;
    border-block-end: 1px solid var(--line);
    background: #fafbfa;
  }
  .start label {
    display: flex;
    align-items: center;
    gap: 7px;
    font-weight: 550;
  }
  .start input {
    flex: none;
    width: 17px;
    height: 17px;
    margin: 0;
  }
  .hint {
    min-height: 57px;
    margin: 0;
    color: var(--muted);
    font-size: 13px;
  }
  .hint a {
    color: var(--accent);
  }
  .row {
    gap: 2px 10px;
    align-items: center;
    padding: 10px 14px 11px 11px;
    color: inherit;
    text-decoration: none;
  }
  .row b {
    font-weight: 600;
  }
  .row .small {
    grid-column: 1 / -1;
    color: var(--muted);
    font-size: 13px;
    overflow-wrap: anywhere;
  }
  .chip.passed {
    background: #dff1e3;
    color: #14562a;
  }
  .chip.refused,
  .chip.failed {
    background: var(--danger-soft);
    color: #8c2015;
  }
  .chip.running {
    background: #e5ecf7;
    color: #254a7d;
  }
  .problem {
    margin: 0;
    padding: 8px 14px;
    background: var(--warn-soft);
    font-size: 13px;
  }
  .empty {
    margin: 0;
    padding: 28px 20px;
    text-align: center;
    color: var(--muted);
  }
  .choose {
    display: grid;
    place-content: center;
    padding: 24px;
    text-align: center;
    color: var(--muted);
  }
  .choose p {
    max-width: 46ch;
    margin: 0;
  }
  @media (max-width: 1000px) {
    :host {
      grid-template-columns: 280px minmax(0, 1fr);
    }
  }
  @media (max-width: 860px) {
    :host {
      grid-template-columns: minmax(0, 1fr);
    }
    .list {
      border-inline-end: 0;
    }
    .list.behind,
    .choose {
      display: none;
    }
  }
`;
