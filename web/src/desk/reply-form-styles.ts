import { css } from 'lit';

/** The form of a ready reply. */
export const replyFormStyles = css`
  :host {
    display: block;
    padding: 18px 24px 32px;
    background: var(--ground);
  }
  form {
    display: grid;
    gap: 16px;
    max-width: 900px;
  }
  .head {
    display: flex;
    align-items: center;
    gap: 10px;
  }
  h2 {
    flex: 1;
    margin: 0;
    font-size: 17px;
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(200px, 1fr));
    gap: 14px;
  }
  label,
  fieldset {
    display: grid;
    gap: 4px;
    align-content: start;
    min-width: 0;
    font-weight: 550;
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    margin-block-end: 4px;
  }
  input,
  select,
  textarea {
    font-weight: 400;
  }
  select {
    width: 100%;
  }
  textarea {
    min-height: 120px;
    resize: vertical;
    field-sizing: content;
  }
  small {
    color: var(--muted);
    font-weight: 400;
    font-size: 12.5px;
  }
  .texts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(340px, 100%), 1fr));
    gap: 18px;
  }
  .preview {
    margin: 6px 0 0;
    padding: 9px 13px;
    border: 1px solid var(--line);
    border-radius: 12px;
    background: var(--surface);
    font-weight: 400;
    overflow-wrap: anywhere;
  }
  .preview span {
    white-space: pre-wrap;
  }
  .preview mark {
    padding: 0 3px;
    border-radius: 4px;
    background: var(--soft);
    color: var(--accent);
  }
  .preview mark.unknown {
    background: var(--danger-soft);
    color: #8c2015;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 6px;
  }
  .choices label {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    padding: 1px 9px 1px 6px;
    border: 1px solid var(--line);
    border-radius: 12px;
    background: var(--surface);
    font-weight: 400;
    font-size: 13px;
    cursor: pointer;
  }
  .choices label:has(input:checked) {
    border-color: var(--accent);
    background: var(--soft);
  }
  .choices input {
    width: 14px;
    height: 14px;
    margin: 0;
    accent-color: var(--accent);
  }
  .words button {
    padding: 1px 8px;
    border: 1px solid #c3cdc9;
    border-radius: 10px;
    background: var(--surface);
    font-size: 12.5px;
  }
  .bad {
    margin: 0;
    color: var(--danger);
    font-weight: 550;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .buttons .remove {
    margin-inline-start: auto;
    color: var(--danger);
  }
`;
