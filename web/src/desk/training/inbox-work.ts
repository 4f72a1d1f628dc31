import { HttpError } from '../../core/http';
import type { Desk } from '../desk';
import { giveLabel, listMessages } from './inbox-api';
import { InboxStore } from './inbox-store';
import { Labeller } from './labeller';

interface Work {
  person: string | undefined;
  store: InboxStore;
}

const works = new WeakMap<Desk, Work>();

/**
 * A trainer's list and labels. They outlive the page that shows them: labels on their way arrive,
 * and whoever comes back finds the list where it was left.
 */
export function workOf(desk: Desk): InboxStore {
  const known = works.get(desk);
  if (known && known.person === desk.me?.id) return known.store;
  const explain = (error: unknown): string => desk.explain(error);
  const labeller = new Labeller({
    send: (ids, label, wholeGroups) => signedIn(desk, giveLabel(desk.api, ids, label, wholeGroups)),
    explain,
    name: () => desk.me?.name ?? null,
    // Labels have the real time, whatever the policy's clock says.
    now: () => new Date().toISOString(),
  });
  const store = new InboxStore(
    (query) => signedIn(desk, listMessages(desk.api, query)),
    explain,
    labeller,
  );
  works.set(desk, { person: desk.me?.id, store });
  return store;
}

/** A call; where the session has ended the page asks to sign in again. */
async function signedIn<T>(desk: Desk, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof HttpError && error.status === 401) desk.report(error);
    throw error;
  }
}
