import { svg } from 'lit';

export const deskMark = svg`<svg viewBox="0 0 40 40" aria-hidden="true"><rect width="40" height="40" rx="10" fill="currentColor"/><path d="M20 9c-6.6 0-12 4.5-12 10.2 0 3.2 1.7 6 4.3 7.9-.2 1.5-.8 3-1.9 4.2-.3.4 0 1 .5 1 2.7-.3 5-1.2 6.7-2.6.8.1 1.6.2 2.4.2 6.6 0 12-4.6 12-10.7S26.6 9 20 9z" fill="#fff"/><g fill="#14534a"><circle cx="14.5" cy="19.5" r="1.9"/><circle cx="20" cy="19.5" r="1.9"/><circle cx="25.5" cy="19.5" r="1.9"/></g></svg>`;

export const leaveIcon = svg`<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"><path d="M10 4H5v16h5M14 8l4 4-4 4M18 12H9"/></svg>`;
