import { css } from 'lit';

export const inboxListStyles = css`
  :host {
    display: block;
    min-width: 0;
    background: var(--surface);
  }
  .line {
    display: grid;
    grid-template-columns: 30px minmax(0, 1fr) 220px 250px;
    align-items: start;
    gap: 2px 12px;
    padding: 10px 16px 10px 9px;
    border-block-end: 1px solid #edf1ef;
    border-inline-start: 3px solid transparent;
    scroll-margin-block: 8px;
  }
  .line:hover {
    background: #f7f9f8;
  }
  .line.active {
    border-inline-start-color: var(--accent);
  }
  .line:focus-visible {
    outline-offset: -2px;
  }
  .line[aria-selected='true'] {
    background: var(--soft);
  }
  .line.member {
    padding-inline-start: 33px;
  }
  .pick {
    display: grid;
    place-content: center;
    height: 24px;
  }
  .pick input {
    width: 17px;
    height: 17px;
    margin: 0;
  }
  .said {
    min-width: 0;
  }
  .said p {
    display: -webkit-box;
    margin: 0;
    overflow: hidden;
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
  }
  .line.done .said p {
    color: var(--muted);
  }
  .small {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 3px 10px;
    min-height: 24px;
    margin-block-start: 2px;
    color: var(--muted);
    font-size: 13px;
  }
  .language {
    font-size: 12px;
    text-transform: uppercase;
  }
  .group {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-height: 24px;
    padding: 0 8px;
    border: 1px solid #c3cdc9;
    border-radius: 12px;
    background: var(--surface);
    font-size: 12.5px;
    font-weight: 600;
  }
  .group:hover {
    background: var(--ground);
  }
  .is {
    display: grid;
    gap: 2px;
    min-width: 0;
  }
  .what {
    min-height: 21px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .sure {
    display: flex;
    align-items: center;
    gap: 7px;
    min-height: 24px;
    color: var(--muted);
    font-size: 13px;
  }
  .sure i {
    flex: 0 1 84px;
    height: 5px;
    border-radius: 3px;
    background: linear-gradient(to right, #458575 var(--sure), #dfe7e4 var(--sure));
  }
  .other {
    color: var(--warn);
    font-size: 13px;
    overflow-wrap: anywhere;
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 6px;
  }
  .acts .button {
    min-height: 30px;
    padding: 2px 10px;
    font-size: 13px;
  }
  .note,
  .refused {
    grid-column: 2 / -1;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
    margin: 4px 0 0;
    padding: 4px 10px;
    border-radius: 8px;
    background: var(--warn-soft);
    color: #6b4000;
    font-size: 13px;
  }
  .refused {
    background: var(--danger-soft);
    color: #7d1d12;
  }
  .refused .button {
    min-height: 26px;
    padding: 0 10px;
    font-size: 13px;
  }
  @container (max-width: 860px) {
    .line {
      grid-template-columns: 30px minmax(0, 1fr) minmax(0, 200px);
    }
    .acts {
      grid-column: 2 / -1;
      justify-content: flex-start;
      margin-block-start: 4px;
    }
  }
  @container (max-width: 560px) {
    .line {
      grid-template-columns: 30px minmax(0, 1fr);
      padding-inline-end: 12px;
    }
    .line.member {
      padding-inline-start: 21px;
    }
    .is {
      display: flex;
      flex-wrap: wrap;
      grid-column: 2;
      gap: 0 12px;
    }
    .sure i {
      width: 84px;
    }
    .acts .button {
      min-height: 34px;
      flex: 1;
    }
  }
`;
