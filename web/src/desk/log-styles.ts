import { css } from 'lit';

/** What was said, by whom and when. */
export const logStyles = css`
  :host {
    position: relative;
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
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
  .log:focus-visible {
    outline-offset: -2px;
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
  .unread {
    display: flex;
    align-items: center;
    gap: 10px;
    color: #a3420a;
    font-size: 12.5px;
    font-weight: 650;
  }
  .unread::before,
  .unread::after {
    content: '';
    flex: 1;
    border-block-start: 1px solid #dfa27f;
  }
  .line {
    align-self: center;
    max-width: 90%;
    margin: 2px 0;
    color: var(--muted);
    font-size: 13px;
    text-align: center;
    overflow-wrap: anywhere;
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
    border: 1px dashed #c9a94a;
    border-radius: 4px;
    background: var(--note-soft);
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
  .newest {
    position: absolute;
    inset-block-end: 12px;
    inset-inline-start: 50%;
    translate: -50% 0;
    border-radius: 17px;
    box-shadow: 0 6px 18px rgb(12 24 22 / 0.22);
  }
  @media (max-width: 760px) {
    .message {
      max-width: 90%;
    }
  }
`;
