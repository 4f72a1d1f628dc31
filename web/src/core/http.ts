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
    this.name = 'HttpError';
  }

  get code(): string {
    return this.body.code;
  }
}

/** No answer came: the network or the server is away. */
export class UnreachableError extends Error {
  constructor(cause?: unknown) {
    super('unreachable', { cause });
    this.name = 'UnreachableError';
  }
}

export type Fetch = typeof fetch;

interface RequestOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal;
}

function errorBody(parsed: unknown, status: number): ErrorBody {
  if (typeof parsed === 'object' && parsed !== null && 'error' in parsed) {
    const error = (parsed as { error: Partial<ErrorBody> | string }).error;
    if (typeof error === 'object' && typeof error.message === 'string') {
      return { ...error, code: error.code ?? `http_${status}`, message: error.message };
    }
  }
  return { code: `http_${status}`, message: '' };
}

/**
 * Sends JSON and reads JSON.
 *
 * @throws HttpError when the answer's status is not 2xx
 * @throws UnreachableError when there was no answer, or a gateway answered for an absent server
 */
export async function requestJson<T>(
  fetcher: Fetch,
  url: string,
  options: RequestOptions = {},
): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
  const init: RequestInit = { method: options.method ?? 'GET', headers };
  if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(options.body);
  }
  if (options.signal) init.signal = options.signal;

  let response: Response;
  let text: string;
  try {
    response = await fetcher(url, init);
    text = await response.text();
  } catch (error) {
    throw new UnreachableError(error);
  }
  let parsed: unknown = null;
  try {
    parsed = text === '' ? null : JSON.parse(text);
  } catch {
    if (response.ok) throw new UnreachableError();
  }
  if (response.ok) return parsed as T;
  const body = errorBody(parsed, response.status);
  const fromGateway = response.status >= 502 && response.status <= 504 && body.message === '';
  if (fromGateway) throw new UnreachableError();
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN);
  throw new HttpError(response.status, body, Number.isFinite(retryAfter) ? retryAfter : null);
}
