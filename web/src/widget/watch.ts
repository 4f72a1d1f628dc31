interface Watcher {
  /** Another tab wrote to the device's storage. */
  storage: (key: string | null) => void;
  /** The page is seen again or no longer, the network has come or gone. */
  wake: () => void;
  /** A phone's keyboard has shrunk what can be seen. */
  viewport: () => void;
}

/** Tells what happens around the chat until the function that it returns is called. */
export function watch({ storage, wake, viewport }: Watcher): () => void {
  const end = new AbortController();
  const { signal } = end;
  addEventListener('storage', ({ key }) => storage(key), { signal });
  addEventListener('online', wake, { signal });
  // A socket may outlive its network for long; asked, it is soon known to be dead.
  addEventListener('offline', wake, { signal });
  document.addEventListener('visibilitychange', wake, { signal });
  visualViewport?.addEventListener('resize', viewport, { signal });
  return () => end.abort();
}
