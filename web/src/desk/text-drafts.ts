/** What was being written, by conversation and kind, for this tab: a reload loses nothing. */

/** `unsent`: messages that were sent and have not arrived. */
export type DraftKind = 'reply' | 'note' | 'unsent';

const PREFIX = 'frontdesk.draft.';

export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export class TextDrafts {
  constructor(private readonly store: Store | null) {}

  /** A note's draft and a reply's are two things: the one never becomes the other. */
  read(person: string, conversation: string, kind: DraftKind): string {
    try {
      return this.store?.getItem(key(person, conversation, kind)) ?? '';
    } catch {
      return '';
    }
  }

  write(person: string, conversation: string, kind: DraftKind, text: string): void {
    try {
      const name = key(person, conversation, kind);
      if (text === '') this.store?.removeItem(name);
      else this.store?.setItem(name, text);
    } catch {
      // Full or forbidden: the text is still in the field.
      return;
    }
  }

  /** Who signs out leaves nothing behind for whoever sits down next. */
  clear(): void {
    try {
      const { store } = this;
      if (!store) return;
      const names = Array.from({ length: store.length }, (_, at) => store.key(at));
      for (const name of names) if (name?.startsWith(PREFIX)) store.removeItem(name);
    } catch {
      return;
    }
  }
}

function key(person: string, conversation: string, kind: DraftKind): string {
  return `${PREFIX}${person}.${conversation}.${kind}`;
}

/** The tab's own storage; null where the browser forbids it. */
export function tabStorage(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

/** This tab's drafts. */
export const textDrafts = new TextDrafts(tabStorage());
