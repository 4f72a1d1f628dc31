import { svg, type SVGTemplateResult } from 'lit/html.js';

const icon = (content: SVGTemplateResult): SVGTemplateResult =>
  svg`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${content}</svg>`;

export const closeIcon = icon(svg`<path d="M6 6l12 12M18 6L6 18" />`);
export const menuIcon = icon(svg`<path d="M5 7h14M5 12h14M5 17h14" />`);
export const attachIcon = icon(
  svg`<path d="M19.5 11.2l-7.6 7.6a4.6 4.6 0 0 1-6.5-6.5l7.9-7.9a3.1 3.1 0 0 1 4.4 4.4l-7.9 7.9a1.6 1.6 0 0 1-2.2-2.2l7-7" />`,
);
export const fileIcon = icon(
  svg`<path d="M13.5 3.5H7A1.5 1.5 0 0 0 5.5 5v14A1.5 1.5 0 0 0 7 20.5h10a1.5 1.5 0 0 0 1.5-1.5V8.5zM13.5 3.5v5h5" />`,
);
export const sendIcon = svg`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4.3 4.7c-.3-1 .7-1.8 1.6-1.4l14.2 7.2c1.200.6 1.2 2.4 0 3L5.9 20.7c-.9.4-1.9-.4-1.6-1.4L6.3 13l7.2-1-7.2-1z" fill="currentColor"/></svg>`;
export const ticketIcon = icon(
  svg`<path d="M4 7.5A1.5 1.5 0 0 1 5.5 6h13A1.5 1.5 0 0 1 20 7.5v2a2.5 2.5 0 0 0 0 5v2a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 16.5v-2a2.5 2.5 0 0 0 0-5z" /><path d="M14 6v2.5M14 11v2M14 15.5V18" />`,
);
export const clockIcon = icon(svg`<circle cx="12" cy="12" r="8.5" /><path d="M12 7v5l3.2 2" />`);
export const queueIcon = icon(
  svg`<path d="M7 4h10M7 20h10M8 4v3.5L12 12l4-4.5V4M8 20v-3.5L12 12l4 4.5V20" />`,
);
export const awayIcon = icon(
  svg`<path d="M4 4l16 16M8.5 15.5a5 5 0 0 1 5.2-1.2M5.5 12.3a9.6 9.6 0 0 1 4-2.5M3 9a14 14 0 0 1 4-2.5M11 5.1A14 14 0 0 1 21 9M15.5 10.4a9.6 9.6 0 0 1 3 1.9" /><circle cx="12" cy="18.5" r=".8" fill="currentColor" />`,
);
export const chatMark = svg`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3c-5 0-9 3.4-9 7.7 0 2.4 1.3 4.5 3.2 5.9-.1 1.2-.6 2.3-1.4 3.2-.3.3 0 .800.400.7 2-.2 3.7-.9 5-1.900.6.1 1.200.1 1.800.1 5 0 9-3.4 9-7.7S17 3 12 3z" fill="currentColor"/></svg>`;
