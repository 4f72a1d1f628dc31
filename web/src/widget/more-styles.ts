/** Menu, forms, files and rating: comes with them. */
export const moreStyles = `
  .menu {
    position: absolute;
    z-index: 3;
    inset-block-start: 62px;
    inset-inline-end: 12px;
    min-width: 232px;
    max-width: calc(100% - 24px);
    max-height: calc(100% - 76px);
    overflow-y: auto;
    padding: 6px;
    border-radius: 14px;
    background: var(--surface);
    color: var(--ink);
    box-shadow:
      0 0 0 1px rgb(12 24 22 / 0.1),
      0 12px 36px rgb(12 24 22 / 0.26);
  }
  .menu button {
    display: flex;
    align-items: center;
    gap: 10px;
    width: 100%;
    min-height: 40px;
    padding: 6px 12px;
    border-radius: 9px;
    text-align: start;
    white-space: nowrap;
  }
  .menu button:hover,
  .menu button:focus-visible {
    background: var(--soft);
  }
  .menu [role='group'] {
    display: flex;
    gap: 4px;
    margin-block: 4px;
    padding-block: 4px;
    border-block: 1px solid var(--line);
  }
  .menu [aria-checked]::before {
    content: '';
    flex: none;
    box-sizing: border-box;
    width: 18px;
    height: 18px;
    border: 2px solid var(--muted);
    border-radius: 5px;
  }
  .menu [role='menuitemradio']::before {
    border-radius: 50%;
  }
  .menu [aria-checked='true']::before {
    border-color: var(--accent);
    background: var(--accent);
    box-shadow: inset 0 0 0 3px var(--surface);
  }
  .menu .grave {
    color: var(--danger);
  }

  .drop {
    position: absolute;
    z-index: 1;
    inset: 10px;
    display: grid;
    place-items: center;
    border: 2px dashed var(--accent);
    border-radius: 14px;
    background: color-mix(in srgb, var(--surface) 88%, transparent);
    color: var(--accent);
    font-weight: 650;
    pointer-events: none;
  }
  .sheet {
    position: absolute;
    z-index: 2;
    inset: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 18px 18px calc(18px + var(--bottom, 0px));
    background: var(--surface);
  }
  .sheet h3 {
    margin: 0 0 4px;
    font-size: 18px;
    line-height: 1.3;
    outline: 0;
  }
  .sheet p {
    margin: 0 0 14px;
    color: var(--muted);
  }
  .sheet label {
    display: block;
    margin-block-end: 4px;
    font-weight: 600;
    font-size: 14px;
  }
  .sheet input,
  .sheet select,
  .sheet textarea,
  .rating textarea {
    display: block;
    width: 100%;
    min-height: 44px;
    margin-block-end: 12px;
    padding: 9px 12px;
    border: 1px solid #8b9793;
    border-radius: 10px;
    background: var(--surface);
    color: var(--ink);
    font: inherit;
    font-size: 16px;
  }
  .sheet textarea,
  .rating textarea {
    field-sizing: content;
    min-height: 66px;
    max-height: 220px;
    line-height: 1.4;
  }
  .sheet :is(input, select, textarea):focus-visible,
  .rating textarea:focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 1px;
  }
  .sheet [aria-invalid='true'] {
    border-color: var(--danger);
    margin-block-end: 4px;
  }
  .sheet p.help {
    margin-block: -8px 12px;
    font-size: 13px;
  }
  p.wrong {
    margin: 0 0 12px;
    color: var(--danger);
    font-size: 14px;
    font-weight: 600;
  }
  p.wrong:empty {
    display: none;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
    margin-block-start: 6px;
  }
  .sheet .action,
  .rating .action {
    min-height: 44px;
    padding: 8px 20px;
    border: 1px solid var(--line);
    border-radius: 22px;
    font-weight: 600;
  }
  .sheet .main,
  .rating .main {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }
  .sheet .main.grave {
    border-color: var(--danger);
    background: var(--danger);
    color: #fff;
  }
  .action:disabled {
    opacity: 0.6;
    cursor: default;
  }

  .rating {
    padding: 14px;
    overflow: visible;
  }
  .rating fieldset {
    margin: 0 0 12px;
    padding: 0;
    border: 0;
  }
  .rating legend {
    padding: 0;
    font-weight: 650;
  }
  .scores {
    display: flex;
    gap: 6px;
    margin-block-start: 10px;
  }
  .scores label {
    position: relative;
    flex: 1;
    display: grid;
    justify-items: center;
    gap: 4px;
    font-size: 12px;
    line-height: 1.25;
    text-align: center;
    color: var(--muted);
    cursor: pointer;
  }
  .scores input {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .scores b {
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    border: 1px solid #8b9793;
    border-radius: 50%;
    font-size: 16px;
    color: var(--ink);
  }
  .scores input:checked + b {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }
  .scores input:focus-visible + b {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }

  .picture {
    padding: 0;
    border-radius: 14px;
    overflow: hidden;
    border: 1px solid var(--line);
    background: var(--surface);
  }
  .picture img {
    display: block;
    max-width: 100%;
    max-height: 220px;
  }
  .bubble.file {
    display: flex;
    align-items: center;
    gap: 10px;
    text-align: start;
  }
  .file svg {
    flex: none;
    width: 24px;
    height: 24px;
  }
  .file span {
    display: grid;
    min-width: 0;
    overflow-wrap: anywhere;
    font-weight: 400;
  }
  .file b {
    font-weight: 600;
  }
  .file small {
    font-size: 12.5px;
  }
  .file progress {
    width: 100%;
    height: 6px;
    accent-color: currentColor;
  }
`;
