import { css } from 'lit';

export const labelChooserStyles = css`
  dialog {
    width: min(520px, calc(100vw - 24px));
    margin-block-start: min(12dvh, 96px);
    padding: 0;
    border: 0;
    border-radius: 14px;
    color: var(--ink);
    box-shadow: 0 24px 64px rgb(12 24 22 / 0.35);
  }
  dialog::backdrop {
    background: rgb(12 24 22 / 0.3);
  }
  .inside {
    display: grid;
    gap: 10px;
    padding: 18px 18px 12px;
  }
  h2 {
    margin: 0;
    font-size: 16px;
  }
  .about {
    display: -webkit-box;
    margin: -4px 0 0;
    overflow: hidden;
    color: var(--muted);
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
  }
  #options {
    height: min(380px, 46dvh);
    overflow-y: auto;
  }
  .head {
    display: block;
    padding: 8px 8px 3px;
    color: var(--muted);
    font-size: 12.5px;
    font-weight: 600;
  }
  .option {
    display: flex;
    align-items: baseline;
    gap: 10px;
    padding: 5px 8px;
    border-radius: 8px;
    cursor: pointer;
  }
  .option:hover {
    background: var(--ground);
  }
  .option[aria-selected='true'] {
    background: var(--soft);
  }
  .option b {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .title {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    color: var(--muted);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  kbd {
    flex: none;
    min-width: 22px;
    border: 1px solid #c3cdc9;
    border-bottom-width: 2px;
    border-radius: 5px;
    background: var(--ground);
    font: inherit;
    font-size: 12.5px;
    text-align: center;
  }
  .none {
    margin: 0;
    color: var(--muted);
  }
  .foot {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    color: var(--muted);
    font-size: 13px;
  }
  @media (max-width: 560px) {
    dialog {
      margin-block-start: 12px;
    }
    input {
      font-size: 16px;
    }
    .option {
      padding-block: 9px;
    }
  }
`;
