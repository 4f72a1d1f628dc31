/** "Vietnamese"; the code itself where the browser knows no name for it. */
export function languageName(code: string, pageLanguage: string): string {
  try {
    return new Intl.DisplayNames(pageLanguage, { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** An address that may be opened: what a visitor's page says of itself is no script. */
export function safeAddress(address: string | null | undefined): string | null {
  if (!address) return null;
  try {
    const { protocol } = new URL(address);
    return protocol === 'https:' || protocol === 'http:' ? address : null;
  } catch {
    return null;
  }
}
