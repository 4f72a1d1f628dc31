import { css } from 'lit';

/** A modal form. */
export const dialogStyles = css`
  dialog {
    width: min(480px, calc(100vw - 24px));
    max-height: calc(100dvh - 24px);
    padding: 0;
    border: 0;
    border-radius: 14px;
    color: var(--ink);
    box-shadow: 0 24px 64px rgb(12 24 22 / 0.35);
  }
  dialog::backdrop {
    background: rgb(12 24 22 / 0.4);
  }
  form {
    display: grid;
    gap: 14px;
    padding: 22px 24px;
  }
  h2 {
    margin: 0;
    font-size: 17px;
  }
  form > p {
    margin: -8px 0 0;
    color: var(--muted);
  }
  form > p.bad {
    margin: 0;
    padding: 8px 12px;
    border-radius: 8px;
    background: var(--danger-soft);
    color: #7d1d12;
  }
  label {
    display: grid;
    gap: 4px;
    font-weight: 550;
  }
  label small {
    font-weight: 400;
    font-size: 13px;
    color: var(--muted);
  }
  form select,
  form textarea,
  form input {
    width: 100%;
    font-weight: 400;
  }
  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 12px;
  }
  .buttons {
    display: flex;
    justify-content: flex-end;
    gap: 8px;
    margin-block-start: 4px;
  }
  @media (max-width: 480px) {
    .pair {
      grid-template-columns: 1fr;
    }
  }
`;
