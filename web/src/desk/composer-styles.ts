import { css } from 'lit';

/** Where staff write. */
export const composerStyles = css`
  :host {
    display: block;
    position: relative;
    padding: 8px 16px 14px;
    border-block-start: 1px solid var(--line);
    background: var(--surface);
  }
  :host([as-note]) {
    background: var(--note-soft);
  }
  :host([dropping]) {
    outline: 2px dashed var(--accent);
    outline-offset: -6px;
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
  :host([as-note]) .mode button[aria-pressed='true'] {
    background: #f5e6b8;
    color: #5c4200;
  }
  .hint {
    margin-inline-start: auto;
    color: var(--muted);
    font-size: 12.5px;
  }
  .write {
    position: relative;
    display: flex;
    align-items: flex-end;
    gap: 8px;
  }
  textarea {
    min-height: 58px;
    max-height: 220px;
    resize: vertical;
    field-sizing: content;
  }
  .write .button {
    min-height: 40px;
  }
  .write .tool {
    min-width: 40px;
    padding: 0;
  }
  svg {
    width: 18px;
    height: 18px;
  }

  .suggested {
    display: flex;
    align-items: center;
    gap: 6px;
    margin-block-end: 8px;
    overflow-x: auto;
    scrollbar-width: thin;
    color: var(--muted);
    font-size: 12.5px;
    white-space: nowrap;
  }
  .suggested button {
    display: inline-flex;
    flex: none;
    align-items: center;
    gap: 6px;
    max-width: 240px;
    padding: 3px 10px;
    border: 1px solid #c3cdc9;
    border-radius: 14px;
    background: var(--surface);
    font-size: 13px;
  }
  .suggested button:hover {
    background: var(--soft);
  }
  .suggested button span {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .suggested b {
    color: var(--accent);
    font-weight: 600;
  }

  .options {
    position: absolute;
    inset-block-end: calc(100% + 6px);
    inset-inline: 0;
    z-index: 3;
    margin: 0;
    padding: 6px;
    max-height: min(340px, 48dvh);
    overflow-y: auto;
    list-style: none;
    border: 1px solid var(--line);
    border-radius: 12px;
    background: var(--surface);
    box-shadow: 0 14px 40px rgb(12 24 22 / 0.2);
  }
  .options li {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 1px 10px;
    padding: 7px 10px;
    border-radius: 8px;
    cursor: pointer;
  }
  .options li[aria-selected='true'] {
    background: var(--soft);
  }
  .options b {
    color: var(--accent);
    font-weight: 600;
  }
  .options .title {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-weight: 550;
  }
  .options small {
    grid-column: 1 / -1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    color: var(--muted);
  }
  .options .none {
    display: block;
    color: var(--muted);
    cursor: default;
  }

  .uploads {
    display: grid;
    gap: 6px;
    margin: 0 0 8px;
    padding: 0;
    list-style: none;
  }
  .uploads li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 10px;
    padding: 5px 10px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--surface);
    font-size: 13px;
  }
  .uploads .name {
    flex: 1 1 120px;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .uploads progress {
    width: 110px;
    height: 8px;
    accent-color: var(--accent);
  }
  .uploads .bad {
    color: var(--danger);
    font-weight: 550;
  }
  .link {
    padding: 2px 0;
    border: 0;
    background: none;
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .failed {
    margin: 6px 0 0;
    color: var(--danger);
    font-size: 13px;
    font-weight: 550;
  }

  @media (max-width: 760px) {
    .hint {
      display: none;
    }
    textarea {
      font-size: 16px;
    }
  }
`;
