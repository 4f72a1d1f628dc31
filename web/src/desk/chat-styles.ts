import { css } from 'lit';

/** A conversation on the desk: header, log and composer. */
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

  .log {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    padding: 16px 20px;
    display: flex;
    flex-direction: column;
    gap: 10px;
  }
  .log > * {
    flex: none;
  }
  .log > :first-child {
    margin-block-start: auto;
  }
  .day {
    align-self: center;
    color: var(--muted);
    font-size: 13px;
  }
  .line {
    align-self: center;
    max-width: 90%;
    margin: 2px 0;
    color: var(--muted);
    font-size: 13px;
    text-align: center;
  }
  .line a {
    color: var(--accent);
    font-weight: 600;
    text-underline-offset: 2px;
  }
  .line.typing {
    align-self: flex-start;
  }
  .message {
    align-self: flex-start;
    max-width: min(78%, 640px);
  }
  .message.staff,
  .message.bot,
  .message.note {
    align-self: flex-end;
  }
  .who {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 8px;
    margin: 0 2px 3px;
    font-size: 12.5px;
    color: var(--muted);
  }
  .who b {
    font-weight: 600;
  }
  .who.bad {
    margin-block-start: 3px;
    color: var(--danger);
    font-weight: 600;
  }
  .message.staff .who,
  .message.bot .who,
  .message.note .who {
    justify-content: flex-end;
  }
  .link {
    padding: 2px 0;
    border: 0;
    background: none;
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .bubble {
    padding: 8px 13px;
    border: 1px solid var(--line);
    border-radius: 12px;
    background: var(--surface);
  }
  .file {
    display: grid;
    gap: 6px;
    color: inherit;
    font-weight: 600;
    text-underline-offset: 2px;
  }
  .file img {
    max-width: 100%;
    max-height: 260px;
    border-radius: 6px;
  }
  .bot .bubble {
    background: #eaf0ee;
    border-color: transparent;
  }
  .staff .bubble {
    background: var(--accent);
    border-color: transparent;
    color: #fff;
  }
  .note .bubble {
    background: var(--note-soft);
    border-color: var(--note-line);
  }
  .pending .bubble {
    opacity: 0.75;
  }
  .failed .bubble {
    background: var(--danger-soft);
    border-color: #e3a59d;
    color: #5f160d;
  }
  .offered {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 6px;
    margin: 5px 0 0;
    font-size: 12.5px;
    color: var(--muted);
  }
  .offered span {
    padding: 0 9px;
    border: 1px solid var(--line);
    border-radius: 11px;
    line-height: 21px;
  }

  footer {
    padding: 8px 16px 14px;
    border-block-start: 1px solid var(--line);
    background: var(--surface);
  }
  footer.closed {
    padding-block: 16px;
    color: var(--muted);
    text-align: center;
  }
  footer.as-note {
    background: var(--note-soft);
  }
  .mode {
    display: flex;
    align-items: center;
    gap: 2px;
    margin-block-end: 6px;
  }
  .mode button {
    padding: 4px 10px;
    border: 0;
    border-radius: 7px;
    background: none;
    color: var(--muted);
    font-weight: 550;
  }
  .mode button[aria-pressed='true'] {
    background: var(--soft);
    color: var(--accent);
  }
  .as-note .mode button[aria-pressed='true'] {
    background: #f5e6b8;
    color: #5c4200;
  }
  .hint {
    margin-inline-start: auto;
    color: var(--muted);
    font-size: 12.5px;
  }
  .write {
    display: flex;
    align-items: flex-end;
    gap: 8px;
  }
  textarea {
    min-height: 58px;
    max-height: 200px;
    resize: vertical;
    field-sizing: content;
  }
  .write .button {
    min-height: 40px;
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
    .message {
      max-width: 90%;
    }
    .hint {
      display: none;
    }
    textarea {
      font-size: 16px;
    }
  }
`;
