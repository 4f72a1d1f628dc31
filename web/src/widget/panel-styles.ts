/** The panel's own surface: frame, header, notices and composer. */
export const panelStyles = `
  :host {
    --accent: var(--fd-accent, #14534a);
    --on-accent: var(--fd-on-accent, #fff);
    --soft: var(--fd-accent-soft, color-mix(in srgb, var(--accent) 10%, #fff));
    --ink: var(--fd-ink, #1b2422);
    --muted: var(--fd-muted, #56625f);
    --line: var(--fd-line, #dfe5e3);
    --surface: var(--fd-surface, #fff);
    --ground: var(--fd-ground, #f5f7f6);
    --danger: #a3261a;
    --radius: var(--fd-radius, 18px);
    --focus: var(--fd-focus, #1b6fd6);
    position: absolute;
    inset-block-end: 76px;
    inset-inline-end: 0;
    display: flex;
    flex-direction: column;
    box-sizing: border-box;
    width: var(--fd-width, 392px);
    height: min(var(--fd-height, 660px), calc(100dvh - 116px));
    overflow: hidden;
    border-radius: var(--radius);
    background: var(--ground);
    color: var(--ink);
    font-size: 15px;
    line-height: 1.5;
    text-align: start;
    box-shadow:
      0 0 0 1px rgb(12 24 22 / 0.08),
      0 20px 56px rgb(12 24 22 / 0.24);
    animation: rise 0.18s ease-out;
  }
  :host([hidden]) {
    display: none;
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(12px);
    }
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  button,
  textarea {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }
  button {
    cursor: pointer;
    border: 0;
    background: none;
    padding: 0;
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }

  .dialog {
    flex: 1;
    min-height: 0;
    display: flex;
    flex-direction: column;
  }
  .body {
    position: relative;
    flex: 1;
    min-height: 0;
    display: flex;
    flex-direction: column;
  }
  .mark,
  .icon,
  .attach,
  .send {
    flex: none;
    display: grid;
    place-items: center;
  }
  .icon svg,
  .attach svg,
  .send svg {
    width: 20px;
    height: 20px;
  }

  .header {
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 14px 12px 14px 16px;
    background: var(--accent);
    color: var(--on-accent);
  }
  .header :focus-visible {
    outline-color: var(--on-accent);
  }
  .mark {
    width: 40px;
    height: 40px;
    border-radius: 12px;
    background: color-mix(in srgb, var(--on-accent) 16%, transparent);
    font-weight: 700;
    font-size: 17px;
  }
  .mark svg {
    width: 22px;
    height: 22px;
  }
  .who {
    flex: 1;
    min-width: 0;
  }
  .who h2 {
    margin: 0;
    font-size: 16px;
    line-height: 1.3;
    font-weight: 650;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .who p {
    display: flex;
    align-items: baseline;
    gap: 7px;
    margin: 1px 0 0;
    font-size: 13px;
    line-height: 1.35;
  }
  .dot {
    flex: none;
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: #8fe3a5;
    transform: translateY(-0.5px);
  }
  .dot.closed {
    background: #f0c46c;
  }
  .icon {
    width: 40px;
    height: 40px;
    border-radius: 10px;
  }
  .icon:hover {
    background: color-mix(in srgb, var(--on-accent) 16%, transparent);
  }

  .bar {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 9px 16px;
    border-block-end: 1px solid var(--line);
    background: var(--surface);
    font-size: 13.5px;
    line-height: 1.4;
  }
  .bar.queue {
    background: #fff6e0;
    border-color: #f0dfae;
    color: #5c4200;
  }
  .bar.away {
    background: #fdeeec;
    border-color: #f3cfca;
    color: #7d1d12;
  }
  .bar p {
    flex: 1;
    margin: 0;
  }
  .bar strong {
    font-weight: 650;
  }
  .bar svg {
    flex: none;
    width: 18px;
    height: 18px;
  }
  .bar .action {
    flex: none;
    min-height: 32px;
    padding: 4px 12px;
    border-radius: 16px;
    border: 1px solid var(--line);
    background: var(--surface);
    font-weight: 600;
    font-size: 13px;
  }

  .footer {
    border-block-start: 1px solid var(--line);
    background: var(--surface);
    padding: 10px 12px calc(10px + var(--bottom, 0px));
  }
  .composer {
    display: flex;
    align-items: flex-end;
    gap: 8px;
    padding: 4px;
    border: 1px solid #b9c4c1;
    border-radius: 24px;
    background: var(--surface);
  }
  .composer > :first-child:is(textarea) {
    padding-inline-start: 10px;
  }
  .attach {
    width: 40px;
    height: 40px;
    border-radius: 50%;
    color: var(--muted);
  }
  .attach:hover {
    background: var(--soft);
    color: var(--accent);
  }
  .composer:focus-within {
    border-color: var(--accent);
    box-shadow: 0 0 0 1px var(--accent);
  }
  .composer.over {
    border-color: var(--danger);
    box-shadow: 0 0 0 1px var(--danger);
  }
  textarea {
    flex: 1;
    min-width: 0;
    max-height: 132px;
    padding: 8px 0;
    border: 0;
    outline: 0;
    background: none;
    resize: none;
    line-height: 24px;
    font-size: 16px;
    overflow-y: auto;
    field-sizing: content;
  }
  textarea:focus-visible {
    outline: 0;
  }
  textarea::placeholder {
    color: #66716e;
    opacity: 1;
  }
  .send {
    width: 40px;
    height: 40px;
    border-radius: 50%;
    background: var(--accent);
    color: var(--on-accent);
  }
  .send:hover {
    filter: brightness(0.88);
  }
  .send:disabled {
    background: #e4e9e7;
    color: #6d7875;
    cursor: default;
  }
  .hint {
    margin: 6px 6px 0;
    font-size: 12.5px;
    line-height: 1.35;
    color: var(--muted);
  }
  .hint.over {
    color: var(--danger);
    font-weight: 600;
  }
  .sr {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @media (max-width: 480px), (max-height: 440px) {
    :host {
      position: fixed;
      inset: var(--viewport-top, 0) 0 auto;
      width: 100%;
      height: var(--viewport, 100dvh);
      border-radius: 0;
      --bottom: env(safe-area-inset-bottom);
    }
    .header {
      padding-block-start: calc(10px + env(safe-area-inset-top));
      padding-block-end: 10px;
    }
    .icon {
      width: 44px;
      height: 44px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    :host,
    * {
      animation: none !important;
    }
  }
`;
