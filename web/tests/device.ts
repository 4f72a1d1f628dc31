import type { Store } from '../src/widget/storage';

/** A storage like the browser's, in memory. */
export function memoryStore(): Store {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    key: (index) => [...values.keys()][index] ?? null,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

/** A storage that keeps nothing: full, or refused. */
export function fullStore(): Store {
  return {
    length: 0,
    key: () => null,
    getItem: () => null,
    setItem: () => {
      throw new Error('full');
    },
    removeItem: () => undefined,
  };
}

/** One storage and the tabs over it: what one writes, the others are told. */
export class Device {
  private readonly store = memoryStore();
  private readonly tabs = new Map<Store, (key: string) => void>();

  /** @param tell is called with the key, later, when another tab has changed it */
  tab(tell: (key: string) => void): Store {
    const { store } = this;
    const changed = (key: string, before: string | null): void => {
      if (store.getItem(key) === before) return;
      for (const [other, listener] of this.tabs) {
        if (other !== tab) setTimeout(() => this.tabs.has(other) && listener(key), 1);
      }
    };
    const tab: Store = {
      get length() {
        return store.length;
      },
      key: (index) => store.key(index),
      getItem: (key) => store.getItem(key),
      setItem: (key, value) => {
        const before = store.getItem(key);
        store.setItem(key, value);
        changed(key, before);
      },
      removeItem: (key) => {
        const before = store.getItem(key);
        store.removeItem(key);
        changed(key, before);
      },
    };
    this.tabs.set(tab, tell);
    return tab;
  }

  close(tab: Store): void {
    this.tabs.delete(tab);
  }
}
