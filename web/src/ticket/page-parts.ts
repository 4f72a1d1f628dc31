import { css } from 'lit';

/** The looks of a ticket's own page. */
export const pageParts = css`
  .head .chip {
    font-size: 14px;
    line-height: 26px;
    padding-inline: 12px;
    border-radius: 13px;
  }
  .line {
    display: flex;
    align-items: center;
    gap: 12px;
    color: var(--muted);
  }
  dl {
    display: flex;
    flex-wrap: wrap;
    gap: 12px 40px;
    margin: 0;
  }
  dt {
    font-size: 14px;
    color: var(--muted);
  }
  dd {
    margin: 0;
    font-weight: 550;
  }
  .next {
    display: grid;
    gap: 8px;
    padding: 18px 32px 20px;
    background: var(--soft);
  }
  .next > b {
    font-size: 14px;
    color: var(--accent);
  }
  .next p {
    margin: 0;
  }
  .next .quiet {
    color: #43514d;
    font-size: 15px;
  }
  .next .do {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
    margin-block-start: 6px;
  }
  .next .button {
    white-space: normal;
    text-align: start;
  }
  main > h2 {
    margin: 0;
    padding: 24px 32px 4px;
    font-size: 17px;
  }
  ol {
    margin: 0;
    padding: 0 32px 16px;
    list-style: none;
  }
  li {
    padding-block: 16px;
  }
  li + li {
    border-block-start: 1px solid var(--line);
  }
  li .who {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 12px;
    justify-content: space-between;
    margin-block-end: 4px;
    color: var(--muted);
    font-size: 14px;
  }
  li .who b {
    color: var(--ink);
    font-weight: 600;
    font-size: 15px;
  }
  li.system .text {
    color: var(--muted);
  }
  .file {
    display: grid;
    gap: 6px;
    width: fit-content;
    margin-block-start: 8px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .file img {
    max-width: 100%;
    max-height: 280px;
    border-radius: 8px;
    border: 1px solid var(--line);
  }
  .problem {
    padding: 48px 32px;
    text-align: center;
  }
  .problem h1 {
    margin-block-start: 0;
  }
  .problem p {
    max-width: 34em;
    margin: 0 auto 24px;
    color: var(--muted);
  }
  dialog {
    width: min(480px, calc(100vw - 24px));
    padding: 0;
    border: 0;
    border-radius: 14px;
    color: var(--ink);
    box-shadow: 0 24px 64px rgb(12 24 22 / 0.35);
  }
  dialog::backdrop {
    background: rgb(12 24 22 / 0.4);
  }
  dialog form {
    display: grid;
    gap: 16px;
    padding: 22px 24px;
  }
  dialog h2 {
    margin: 0;
    font-size: 18px;
  }
  dialog label {
    display: grid;
    gap: 6px;
    font-weight: 600;
  }
  @media (max-width: 560px) {
    .next,
    main > h2,
    ol {
      padding-inline: 20px;
    }
    .next .button {
      flex: 1 1 100%;
    }
  }
`;
