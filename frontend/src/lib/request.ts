import type { Problem } from '@/api-types';
import { fetchWithDeadline } from '@/lib/deadline';

const NO_RESPONSE = 0;
/** The type of the problem while visitors are kept out. */
const MAINTENANCE = 'urn:innovate-to-grow:maintenance';

/** What came instead of a usable response. `status` is 0 when there was no response at all. */
export class RequestError extends Error {
  readonly status: number;
  /** What the API says of a refusal, the errors of single fields included. */
  readonly problem: Partial<Problem>;

  constructor(status: number, problem: Partial<Problem> = {}, options?: ErrorOptions) {
    super(problem.detail ?? `Status ${status}`, options);
    this.name = 'RequestError';
    this.status = status;
    this.problem = problem;
  }

  /** True when asking again later may succeed: no response, too many requests, a server's fault. */
  get isTransient(): boolean {
    return this.status === NO_RESPONSE || this.status === 429 || this.status >= 500;
  }

  /** True when visitors are kept out for a while, so no page can come. */
  get isMaintenance(): boolean {
    return this.problem.type === MAINTENANCE;
  }

  /** True when the server responded with an error. A proxy sends 502 to 504 for a server it cannot reach. */
  get isServerFault(): boolean {
    return this.status >= 500 && ![502, 503, 504].includes(this.status);
  }
}

type Options = {
  /** Sent as JSON. Without one, the address is only read. */
  body?: unknown;
  signal?: AbortSignal;
  /** Milliseconds for the whole exchange. */
  within?: number;
};

/** One exchange with the API. Resolves, and never rejects, also when `signal` aborts. */
export async function requestJson<T>(
  url: string,
  { body, signal, within }: Options = {},
): Promise<T | RequestError> {
  const sent =
    body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        };
  try {
    const early = body === undefined ? takeEarlyResponse(url) : undefined;
    const response = await (early ?? fetchWithDeadline(url, signal, { ...sent, within }));
    return response.ok ? ((await response.json()) as T) : await refusal(response);
  } catch (cause) {
    return new RequestError(NO_RESPONSE, { detail: `No usable response from ${url}` }, { cause });
  }
}

function takeEarlyResponse(url: string): Promise<Response> | undefined {
  const response = window.earlyResponses?.get(url);
  window.earlyResponses?.delete(url);
  return response;
}

async function refusal(response: Response): Promise<RequestError> {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  return new RequestError(response.status, { detail: response.statusText, ...problem });
}
