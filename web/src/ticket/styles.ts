import { css } from 'lit';

/** What the two pages of tickets share. */
export const ticketStyles = css`
  :host {
    display: block;
    max-width: 760px;
    margin-inline: auto;
    padding: 24px 20px 64px;
    font-size: 16px;
    line-height: 1.55;
  }
  header {
    display: flex;
    justify-content: space-between;
    gap: 16px;
    padding-block-end: 20px;
    font-size: 15px;
  }
  a {
    color: var(--accent);
    text-underline-offset: 3px;
  }
  header b {
    font-weight: 650;
  }
  main {
    border: 1px solid var(--line);
    border-radius: 16px;
    background: var(--surface);
    overflow: hidden;
  }
  .head {
    padding: 28px 32px 24px;
  }
  h1 {
    margin: 10px 0 20px;
    font-size: 26px;
    line-height: 1.2;
    letter-spacing: -0.015em;
    overflow-wrap: anywhere;
    text-wrap: balance;
  }
  .button {
    min-height: 44px;
    padding-inline: 18px;
  }
  input,
  select,
  textarea {
    padding: 10px 12px;
    font-size: 16px;
  }
  select {
    width: 100%;
  }
  .bad {
    margin: 0;
    padding: 10px 14px;
    border-radius: 8px;
    background: var(--danger-soft);
    color: #7d1d12;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 10px;
  }
  footer {
    padding-block-start: 14px;
    font-size: 14px;
    color: var(--muted);
  }
  @media (max-width: 560px) {
    :host {
      padding: 16px 12px 40px;
    }
    .head {
      padding: 20px 20px 16px;
    }
    h1 {
      font-size: 22px;
    }
    .buttons .button {
      flex: 1 1 100%;
    }
  }
`;
