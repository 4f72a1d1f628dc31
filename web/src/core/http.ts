import type { ErrorBody } from './protocol';

/** The server answered, and the answer was no. */
export class HttpError extends Error {
  /** @param retryAfterS seconds to wait before trying again, where the server said so */
  constructor(
    readonly status: number,
    readonly body: ErrorBody,
    readonly retryAfterS: number | null = null,
  ) {
    super(body.message);
  }

  get code(): string {
    return this.body.code;
  }
}

/** No answer came: the network or the server is away. */
export class UnreachableError extends Error {
  constructor(cause?: unknown) {
    super('unreachable', { cause });
  }
}

export type Fetch = typeof fetch;

export interface RequestOptions {
  method?: string;
  headers?: Record<string, string>;
  /** Sent as JSON; a Blob as it is. */
  body?: unknown;
  signal?: AbortSignal;
  /** Milliseconds after which no answer counts as none; without it, whatever the browser allows. */
  timeoutMs?: number;
}

/** What a refusal means: the server's own no, or a gateway that speaks for an absent server. */
export function failure(
  status: number,
  text: string,
  retryAfter: string | null,
): HttpError | UnreachableError {
  let body: ErrorBody = { code: `http_${status}`, message: '' };
  try {
    const { error } = JSON.parse(text) as { error?: Partial<ErrorBody> | string };
    if (typeof error === 'object' && typeof error.message === 'string') {
      body = { ...body, ...error } as ErrorBody;
    }
  } catch {
    // Not one of ours.
  }
  if (status >= 502 && status <= 504 && body.message === '') return new UnreachableError();
  const seconds = Number(retryAfter ?? Number.NaN);
  return new HttpError(status, body, Number.isFinite(seconds) ? seconds : null);
}

/**
 * Sends JSON, or a file, and reads the answer with `read`.
 *
 * @throws HttpError when the answer's status is not 2xx
 * @throws UnreachableError when there was no answer, or a gateway answered for an absent server
 */
export async function request<T>(
  fetcher: Fetch,
  url: string,
  options: RequestOptions,
  read: (response: Response) => Promise<T>,
): Promise<T> {
  const { signal, timeoutMs } = options;
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
  const call = new AbortController();
  const abort = (): void => call.abort();
  const init: RequestInit = { method: options.method ?? 'GET', headers, signal: call.signal };
  if (options.body instanceof Blob) {
    init.body = options.body;
  } else if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(options.body);
  }
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  const timer = timeoutMs === undefined ? undefined : setTimeout(abort, timeoutMs);
  try {
    const response = await fetcher(url, init);
    if (response.ok) return await read(response);
    throw failure(response.status, await response.text(), response.headers.get('Retry-After'));
  } catch (error) {
    throw error instanceof HttpError ? error : new UnreachableError(error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** Sends JSON and reads JSON; an empty answer is null. Throws as {@link request} does. */
export function requestJson<T>(
  fetcher: Fetch,
  url: string,
  options: RequestOptions = {},
): Promise<T> {
  return request(fetcher, url, options, async (response) => {
    const text = await response.text();
    return (text === '' ? null : JSON.parse(text)) as T;
  });
}
