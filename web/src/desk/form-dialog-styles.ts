import { css } from 'lit';

/** Dialogs with a form in them. */
export const formDialogStyles = css`
  dialog {
    width: min(520px, calc(100vw - 24px));
    max-height: calc(100dvh - 24px);
    padding: 0;
    border: 0;
    border-radius: 14px;
    color: var(--ink);
    box-shadow: 0 24px 64px rgb(12 24 22 / 0.35);
    overflow-y: auto;
  }
  dialog::backdrop {
    background: rgb(12 24 22 / 0.4);
  }
  form,
  .part {
    display: grid;
    gap: 14px;
    padding: 22px 24px;
  }
  .part + .part,
  form + .part,
  .part + form {
    border-block-start: 1px solid var(--line);
  }
  h2,
  h3 {
    margin: 0;
    font-size: 17px;
  }
  h3 {
    font-size: 15px;
  }
  p {
    margin: 0;
    color: var(--muted);
  }
  label,
  .field {
    display: grid;
    gap: 4px;
    font-weight: 550;
  }
  label > *,
  .hint {
    font-weight: 400;
  }
  .hint {
    color: var(--muted);
    font-size: 13px;
  }
  select {
    width: 100%;
    min-height: 36px;
  }
  .two {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 14px;
    align-items: start;
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 18px;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0 0 4px;
    font-weight: 550;
  }
  .check {
    display: inline-flex;
    grid-auto-flow: column;
    align-items: center;
    gap: 7px;
    min-height: 28px;
    font-weight: 400;
  }
  .check input {
    width: 17px;
    height: 17px;
    margin: 0;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
  }
  .buttons .apart {
    margin-inline-end: auto;
  }
  .button.danger {
    border-color: #d9aaa4;
    color: var(--danger);
  }
  .button.main.danger {
    border-color: var(--danger);
    background: var(--danger);
    color: #fff;
  }
  .button.main.danger:hover:enabled {
    background: #86190f;
  }
  .problem,
  .done {
    padding: 9px 12px;
    border-radius: 8px;
    background: var(--danger-soft);
    color: #7d1d12;
  }
  .done {
    background: #dff1e3;
    color: #14562a;
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: 10px 14px;
    margin: 0;
  }
  dt {
    color: var(--muted);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  dd.secret {
    font-family: ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
    font-size: 13px;
    user-select: all;
  }
  @media (max-width: 480px) {
    .two {
      grid-template-columns: 1fr;
    }
    form,
    .part {
      padding: 18px 16px;
    }
  }
`;
