import { css } from 'lit';

export const inboxTabStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
    grid-template-columns: minmax(0, 1fr);
    position: relative;
    min-height: 0;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .body {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 372px;
    min-height: 0;
  }
  .scroll {
    container-type: inline-size;
    min-height: 0;
    overflow-y: auto;
    background: var(--surface);
  }
  .side {
    display: grid;
    min-height: 0;
    border-inline-start: 1px solid var(--line);
  }
  .empty {
    max-width: 460px;
    margin: 0 auto;
    padding: 48px 20px;
    text-align: center;
    color: var(--muted);
  }
  .empty b {
    display: block;
    margin-block-end: 4px;
    color: var(--ink);
    font-size: 16px;
  }
  .empty p {
    margin: 0 0 14px;
  }
  .more {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 6px 12px;
    padding: 14px;
  }
  @media (max-width: 1180px) {
    .body {
      grid-template-columns: minmax(0, 1fr);
    }
    .side {
      position: absolute;
      inset-block: 0;
      inset-inline-end: 0;
      z-index: 2;
      width: min(400px, 100%);
      box-shadow: -12px 0 32px rgb(12 24 22 / 0.14);
    }
    .side:not(.open) {
      display: none;
    }
  }
  @media (max-width: 560px) {
    .tools .button {
      white-space: normal;
    }
  }
`;
