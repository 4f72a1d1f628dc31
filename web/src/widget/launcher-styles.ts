/**
 * The launcher's looks. A host page sets the custom properties on `frontdesk-chat`; everything
 * inherited is set anew on `.root`, so that the host page's own styles stop there.
 */
export const launcherStyles = `
/* Important, because the host page's own rules come first otherwise. */
:host { display: contents !important; }
.root {
  --accent: var(--fd-accent, #14534a);
  --on-accent: var(--fd-on-accent, #fff);
  all: initial;
  position: fixed;
  z-index: var(--fd-z-index, 2147483000);
  inset-block-end: max(20px, env(safe-area-inset-bottom));
  inset-inline-end: max(20px, env(safe-area-inset-right));
  font: 400 15px/1.5 var(--fd-font, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
}
.launcher {
  all: unset;
  box-sizing: border-box;
  position: relative;
  display: grid;
  place-items: center;
  width: 60px;
  height: 60px;
  margin-inline-start: auto;
  border-radius: 50%;
  cursor: pointer;
  background: var(--fd-launcher, var(--accent));
  color: var(--fd-on-launcher, var(--on-accent));
  box-shadow: 0 1px 2px rgb(12 24 22 / .2), 0 8px 24px rgb(12 24 22 / .28);
  transition: transform .16s ease;
}
.launcher:hover { transform: translateY(-2px); }
.launcher:focus-visible { outline: 3px solid var(--fd-focus, #1b6fd6); outline-offset: 3px; box-shadow: 0 0 0 3px #fff; }
.launcher svg { width: 30px; height: 30px; grid-area: 1 / 1; transition: opacity .16s ease, transform .16s ease; }
.launcher svg + svg { opacity: 0; transform: rotate(-40deg); }
.open .launcher svg { opacity: 0; transform: rotate(40deg); }
.open .launcher svg + svg { opacity: 1; transform: none; }
.busy .launcher svg { animation: wait 1s ease-in-out infinite alternate; }
@keyframes wait { to { opacity: .35; } }
.badge {
  position: absolute;
  inset-block-start: -3px;
  inset-inline-end: -3px;
  min-width: 22px;
  height: 22px;
  padding-inline: 6px;
  box-sizing: border-box;
  border-radius: 11px;
  border: 2px solid #fff;
  background: #c42b1c;
  color: #fff;
  font-size: 12px;
  font-weight: 700;
  line-height: 18px;
  text-align: center;
}
.problem {
  position: absolute;
  inset-block-end: 76px;
  inset-inline-end: 0;
  width: 240px;
  margin: 0;
  padding: 12px 14px;
  border-radius: 12px;
  background: #fff;
  color: #7d1d12;
  box-shadow: 0 8px 30px rgb(12 24 22 / .25);
  font-size: 14px;
}
[hidden] { display: none !important; }
@media (max-width: 480px), (max-height: 440px) {
  .root { inset-block-end: max(16px, env(safe-area-inset-bottom)); inset-inline-end: max(16px, env(safe-area-inset-right)); }
  .open:not(.busy) .launcher { display: none; }
}
@media (prefers-reduced-motion: reduce) {
  .launcher, .launcher svg { transition: none; animation: none !important; }
}
@media print { .root { display: none; } }
`;
