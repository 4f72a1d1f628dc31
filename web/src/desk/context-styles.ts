import { css } from 'lit';

/** What is known about the conversation that is open. */
export const contextStyles = css`
  :host {
    display: block;
    min-height: 0;
    overflow-y: auto;
    background: var(--surface);
  }
  h2 {
    margin: 0;
    padding: 18px 18px 0;
    font-size: 16px;
    font-weight: 650;
  }
  .top {
    display: flex;
    align-items: flex-start;
    justify-content: space-between;
  }
  .top .button {
    display: none;
    margin: 12px 14px 0 0;
  }
  @media (max-width: 1180px) {
    .top .button {
      display: inline-flex;
    }
  }
  section {
    padding: 14px 18px;
    border-block-end: 1px solid var(--line);
  }
  h3 {
    margin: 0 0 6px;
    font-size: 13px;
    font-weight: 600;
    color: var(--muted);
  }
  blockquote {
    margin: 0;
    font-size: 15px;
    font-weight: 550;
    line-height: 1.4;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 5px;
    margin-block-start: 8px;
  }
  dl {
    display: grid;
    grid-template-columns: 92px minmax(0, 1fr);
    gap: 5px 10px;
    margin: 0;
  }
  dt {
    color: var(--muted);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  dd code {
    font-family: ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
    font-size: 13px;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
    display: grid;
    gap: 6px;
  }
  li {
    overflow-wrap: anywhere;
  }
  a {
    color: var(--accent);
    text-underline-offset: 2px;
  }
  details summary {
    cursor: pointer;
    color: var(--muted);
    font-size: 13px;
    font-weight: 600;
  }
  details ul {
    margin-block-start: 6px;
  }
  details li {
    padding-inline-start: 10px;
    border-inline-start: 2px solid var(--line);
    color: #34423e;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 4;
    overflow: hidden;
  }
  .due {
    color: var(--muted);
    font-size: 13px;
  }
  .summary {
    background: #f7faf8;
  }
  .summary h3:not(:first-child) {
    margin-block-start: 12px;
  }
  .answered {
    margin: 0;
    padding-inline-start: 10px;
    border-inline-start: 2px solid var(--line);
    color: #34423e;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow: hidden;
    overflow-wrap: anywhere;
    white-space: pre-line;
  }
  .verdict {
    margin: 8px 0 0;
  }
  .value {
    display: flex;
    align-items: baseline;
    gap: 6px;
  }
  .value code {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .copy {
    flex: none;
    margin-inline-start: auto;
    padding: 0 6px;
    border: 1px solid transparent;
    border-radius: 6px;
    background: none;
    color: var(--accent);
    font-size: 12.5px;
    font-weight: 600;
  }
  .copy:hover {
    border-color: #c3cdc9;
    background: var(--surface);
  }
  .none {
    margin: 0;
    color: var(--muted);
  }
`;
