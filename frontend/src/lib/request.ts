import type { Problem } from '@/api-types';
import { fetchWithDeadline } from '@/lib/deadline';

const NO_ANSWER = 0;

/** What came instead of a usable answer. `status` is 0 when there was no answer at all. */
export class RequestError extends Error {
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RequestError';
    this.status = status;
  }

  /** True when asking again later may succeed: no answer, too many requests, a server's fault. */
  get isTransient(): boolean {
    return this.status === NO_ANSWER || this.status === 429 || this.status >= 500;
  }
}

/** Asks the API once. Resolves, and never rejects, also when `signal` aborts. */
export async function requestJson<T>(url: string, signal: AbortSignal): Promise<T | RequestError> {
  try {
    const response = await (takeEarlyResponse(url) ?? fetchWithDeadline(url, signal));
    return response.ok ? ((await response.json()) as T) : await refusal(response);
  } catch (cause) {
    return new RequestError(NO_ANSWER, `No usable answer from ${url}`, { cause });
  }
}

/** Sends JSON to the API once. Resolves, and never rejects, also when `signal` aborts. */
export async function postJson<T>(
  url: string,
  body: unknown,
  signal: AbortSignal,
): Promise<T | RequestError> {
  const headers = { 'Content-Type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  try {
    const response = await fetchWithDeadline(url, signal, init);
    return response.ok ? ((await response.json()) as T) : await refusal(response);
  } catch (cause) {
    return new RequestError(NO_ANSWER, `No usable answer from ${url}`, { cause });
  }
}

function takeEarlyResponse(url: string): Promise<Response> | undefined {
  const response = window.earlyResponses?.get(url);
  window.earlyResponses?.delete(url);
  return response;
}

async function refusal(response: Response): Promise<RequestError> {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  return new RequestError(response.status, problem.detail ?? response.statusText);
}
