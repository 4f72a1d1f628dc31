import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { showInTitle } from '../src/widget/title';

describe('the page’s title', () => {
  const page = { title: 'Hosting', hidden: true };

  beforeEach(() => {
    Object.assign(page, { title: 'Hosting', hidden: true });
    vi.stubGlobal('document', page);
  });
  afterEach(() => vi.unstubAllGlobals());

  it('shows how many messages are unread while nobody looks at the page', () => {
    showInTitle(2);
    expect(page.title).toBe('(2) Hosting');
    showInTitle(12);
    expect(page.title).toBe('(9+) Hosting');
  });

  it('is as it was once the page is looked at or nothing is unread', () => {
    showInTitle(2);
    page.hidden = false;
    showInTitle(2);
    expect(page.title).toBe('Hosting');
    page.hidden = true;
    showInTitle(3);
    showInTitle(0);
    expect(page.title).toBe('Hosting');
  });

  it('follows a title that the page changes itself', () => {
    showInTitle(1);
    page.title = 'Cart (3)';
    showInTitle(1);
    expect(page.title).toBe('(1) Cart (3)');
    showInTitle(0);
    expect(page.title).toBe('Cart (3)');
  });
});
