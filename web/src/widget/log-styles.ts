/** The log: bubbles, quick replies, cards and lines. */
export const logStyles = `
  .log {
    position: relative;
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 16px;
    display: flex;
    flex-direction: column;
  }
  .log > * {
    flex: none;
  }
  .log > :first-child {
    margin-block-start: auto;
  }
  .day {
    align-self: center;
    margin: 4px 0 12px;
    font-size: 12.5px;
    color: var(--muted);
  }
  .line {
    display: flex;
    align-items: center;
    gap: 10px;
    margin: 10px 0;
    font-size: 13px;
    line-height: 1.4;
    color: var(--muted);
    text-align: center;
  }
  .line::before,
  .line::after {
    content: '';
    flex: 1;
    min-width: 12px;
    height: 1px;
    background: var(--line);
  }
  .line span {
    max-width: 82%;
  }

  .state .replies {
    justify-content: center;
    margin-block-start: 0;
  }

  .message {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    max-width: 86%;
    margin-block-end: 4px;
  }
  .message.visitor {
    align-self: flex-end;
    align-items: flex-end;
  }
  .message.last {
    margin-block-end: 12px;
  }
  .name {
    margin: 0 0 3px 4px;
    font-size: 12.5px;
    font-weight: 600;
    color: var(--muted);
  }
  .bubble {
    max-width: 100%;
    padding: 9px 14px;
    border-radius: 16px;
    border: 1px solid var(--line);
    background: var(--surface);
    overflow-wrap: anywhere;
  }
  .message.last .bubble {
    border-end-start-radius: 5px;
  }
  .visitor .bubble {
    border-color: transparent;
    background: var(--accent);
    color: var(--on-accent);
  }
  .visitor.last .bubble {
    border-end-start-radius: 16px;
    border-end-end-radius: 5px;
  }
  .staff .bubble {
    border-color: color-mix(in srgb, var(--accent) 26%, #fff);
    background: var(--soft);
  }
  .pending .bubble {
    background: color-mix(in srgb, var(--accent) 84%, #fff);
  }
  .failed .bubble {
    background: #fdeeec;
    border-color: #e3a59d;
    color: #5f160d;
  }
  .bubble p {
    margin: 0;
    white-space: pre-wrap;
  }
  .bubble > * + * {
    margin-block-start: 8px;
  }
  .bubble a {
    color: inherit;
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .bubble code {
    font-family: ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
    font-size: 0.88em;
  }
  .bubble p code {
    padding: 1px 4px;
    border-radius: 4px;
    background: rgb(12 24 22 / 0.07);
  }
  .visitor .bubble p code {
    background: rgb(255 255 255 / 0.16);
  }
  .bubble pre {
    margin: 0;
    padding: 8px 10px;
    border-radius: 8px;
    overflow-x: auto;
    background: #17211f;
    color: #e8efed;
    line-height: 1.45;
  }
  .meta {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 10px;
    margin: 3px 4px 0;
    font-size: 12px;
    color: var(--muted);
  }
  .meta.bad {
    color: var(--danger);
    font-weight: 600;
  }
  .meta button {
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 2px;
    min-height: 24px;
  }

  .replies {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin: 6px 0 6px;
    padding: 0;
    list-style: none;
  }
  .replies button {
    min-height: 36px;
    padding: 6px 14px;
    border-radius: 18px;
    border: 1px solid var(--accent);
    background: var(--surface);
    color: var(--accent);
    font-weight: 600;
    font-size: 14px;
    line-height: 1.3;
    text-align: start;
  }
  .replies button:hover:enabled {
    background: var(--soft);
  }
  .replies button:disabled {
    cursor: default;
    border-color: var(--line);
    color: var(--muted);
    font-weight: 500;
  }
  .replies button.chosen:disabled {
    border-color: transparent;
    background: var(--soft);
    color: var(--accent);
  }

  .card {
    align-self: stretch;
    margin: 6px 0 12px;
    border: 1px solid var(--line);
    border-radius: 14px;
    background: var(--surface);
    overflow: hidden;
  }
  .card .top {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 11px 14px;
    border-block-end: 1px solid var(--line);
  }
  .card .top svg {
    flex: none;
    width: 20px;
    height: 20px;
    color: var(--accent);
  }
  .card .number {
    flex: 1;
    min-width: 0;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
  }
  .chip {
    flex: none;
    padding: 1px 10px;
    border-radius: 11px;
    background: var(--soft);
    color: var(--accent);
    font-size: 12.5px;
    font-weight: 600;
  }
  .card .body {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 10px;
    padding: 9px 14px;
    font-size: 14px;
  }
  .card .body span {
    color: var(--muted);
  }
  .card a {
    color: var(--accent);
    font-weight: 600;
    text-underline-offset: 2px;
  }
  .promise {
    display: flex;
    gap: 9px;
    align-self: stretch;
    margin: 2px 0 12px;
    padding: 9px 12px;
    border-radius: 12px;
    background: var(--soft);
    font-size: 14px;
    line-height: 1.45;
  }
  .promise svg {
    flex: none;
    width: 18px;
    height: 18px;
    margin-block-start: 1px;
    color: var(--accent);
  }
  .promise p {
    margin: 0;
  }

  .typing {
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 13px 15px;
    width: max-content;
  }
  .typing i {
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: var(--muted);
    animation: bounce 1.2s infinite ease-in-out;
  }
  .typing i:nth-child(2) {
    animation-delay: 0.15s;
  }
  .typing i:nth-child(3) {
    animation-delay: 0.3s;
  }
  @keyframes bounce {
    0%,
    60%,
    100% {
      opacity: 0.35;
      transform: none;
    }
    30% {
      opacity: 1;
      transform: translateY(-3px);
    }
  }
  .jump {
    position: sticky;
    inset-block-end: 0;
    align-self: center;
    padding: 6px 14px;
    border-radius: 16px;
    background: var(--ink);
    color: var(--surface);
    font-size: 13px;
    font-weight: 600;
  }
  .loading {
    margin: auto;
    color: var(--muted);
  }
`;
