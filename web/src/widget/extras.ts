/**
 * What few visitors do: it is loaded when it is first needed. Each function throws HttpError or
 * UnreachableError, as every call does.
 */
import { HttpError, UnreachableError, failure } from '../core/http';
import { randomId } from '../core/ids';
import type { FileData } from '../core/protocol';
import type { ChatClient } from './client';

/** An upload that has not moved for so long is given up. */
const STALLED_MS = 60_000;

export interface TicketForm {
  /** Names this form: sent again, it opens no second ticket. */
  client_id: string;
  department: string;
  subject: string;
  details?: string;
  email: string;
}

/** Who the visitor is, signed by the site's own server. */
export interface Identity {
  user: string;
  name?: string;
  email?: string;
  expires: number | string;
  signature: string;
}

export type IdentityProvider = (conversationId: string) => Promise<Identity>;

/** What was erased, and which tickets stay because they are business records. */
export interface Erased {
  conversations: number;
  files: number;
  tickets_kept: string[];
}

/** The visitor ends the conversation. */
export async function end(client: ChatClient): Promise<void> {
  await client.call('POST', 'end');
}

/** @param clientId names this rating: sent again, it counts once */
export async function rate(
  client: ChatClient,
  score: number,
  comment?: string,
  clientId = randomId(),
): Promise<void> {
  await client.call('POST', 'rating', { client_id: clientId, score, comment });
}

export function openTicket(
  client: ChatClient,
  form: TicketForm,
): Promise<{ number: string; key: string }> {
  return client.call('POST', 'tickets', form);
}

export function transcript(client: ChatClient): Promise<string> {
  return client.within((session) =>
    client.api.read(session, 'transcript', (response) => response.text()),
  );
}

export async function mailTranscript(client: ChatClient, email: string): Promise<void> {
  await client.call('POST', 'transcript', { email });
}

/** Erases everything of this visitor on the server and on the device, and stops. */
export async function erase(client: ChatClient): Promise<Erased> {
  // Left first: a connection, or another tab, would take the end for an accident and begin anew.
  const session = client.leave(false);
  if (!session) throw new UnreachableError();
  try {
    const erased = await client.api.call<Erased>(session, 'DELETE', '');
    client.leave();
    return erased;
  } catch (error) {
    await client.rejoin(session);
    throw error;
  }
}

export function download(client: ChatClient, fileId: string): Promise<Blob> {
  const part = `files/${encodeURIComponent(fileId)}`;
  return client.within((session) => client.api.read(session, part, (response) => response.blob()));
}

/**
 * Sends a file; its event comes with the others.
 *
 * @param clientId names this file: sent again, it is stored once
 * @param onProgress is told how much has gone, from 0 to 1
 * @throws UnreachableError also when `signal` stops it
 */
export function upload(
  client: ChatClient,
  file: Blob,
  name: string,
  clientId: string,
  onProgress?: (share: number) => void,
  signal?: AbortSignal,
): Promise<{ seq: number; file: FileData }> {
  const query = new URLSearchParams({ name, client_id: clientId });
  return client.within(
    (session) =>
      new Promise((resolve, reject) => {
        // `fetch` does not say how far an upload has come.
        const call = new XMLHttpRequest();
        const stop = (): void => call.abort();
        let timer = setTimeout(stop, STALLED_MS);
        call.upload.onprogress = ({ loaded, total }) => {
          clearTimeout(timer);
          timer = setTimeout(stop, STALLED_MS);
          if (total > 0) onProgress?.(loaded / total);
        };
        call.onloadend = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', stop);
          const { status, responseText } = call;
          if (status >= 200 && status < 300) {
            try {
              return resolve(JSON.parse(responseText));
            } catch {
              return reject(new UnreachableError());
            }
          }
          reject(
            status === 0
              ? new UnreachableError()
              : failure(status, responseText, call.getResponseHeader('Retry-After')),
          );
        };
        call.open('POST', client.api.url(session, `files?${query}`));
        call.setRequestHeader('Authorization', `Bearer ${session.token}`);
        call.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
        signal?.addEventListener('abort', stop);
        if (signal?.aborted) reject(new UnreachableError());
        else call.send(file);
      }),
  );
}

/**
 * Says who the visitor is, now and in every conversation to come; null when they have signed out:
 * then the conversation leaves this device, and the next one is nobody's.
 *
 * A conversation that belongs to somebody else is left for a new one.
 *
 * @throws whatever the provider throws, too; the visitor is told in any case
 */
export async function identify(
  client: ChatClient,
  who: Identity | IdentityProvider | null,
): Promise<void> {
  if (who === null) {
    client.identifier = null;
    client.leave();
    return;
  }
  let known: string | null = null;
  let last = Promise.resolve();
  let renewing = false;

  const post = async (id: string): Promise<void> => {
    const identity = typeof who === 'function' ? await who(id) : who;
    // Meanwhile the visitor may have left it, or have become somebody else.
    if (client.conversationId !== id || client.identifier !== identifier) return;
    await client.call('POST', 'identity', identity);
  };
  const postOrRenew = async (id: string): Promise<void> => {
    try {
      await post(id);
    } catch (error) {
      if (!(error instanceof HttpError && error.code === 'identity_differs')) throw error;
      renewing = true;
      await client.renew(false);
      renewing = false;
      known = client.conversationId;
      if (known) await post(known);
    }
  };
  const settle = async (id: string): Promise<void> => {
    try {
      await postOrRenew(id);
      if (client.snapshot.notice?.kind === 'identity') client.dismissNotice();
    } catch (error) {
      if (client.identifier === identifier) client.notify({ kind: 'identity' });
      // What was no answer of the desk is tried again with the next connection.
      if (!(error instanceof HttpError) || error.status >= 500) known = null;
      throw error;
    }
  };
  const once = (id: string): Promise<void> => {
    if (known !== id && !renewing) {
      known = id;
      last = settle(id);
    }
    return last;
  };
  // Nobody waits for those that follow a connection; the notice tells.
  const identifier = (id: string): Promise<void> => once(id).catch(() => undefined);
  client.identifier = identifier;
  if (client.conversationId) await once(client.conversationId);
}
