import { askForKey, authorization } from '@/lib/preview-key';

const DEADLINE_MS = 10_000;

type Sent = {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  within?: number | undefined;
};

/** Fetches JSON from the API; the deadline (ms) covers the whole response, body included. */
export function fetchWithDeadline(
  url: string,
  signal?: AbortSignal,
  { within = DEADLINE_MS, headers, ...init }: Sent = {},
): Promise<Response> {
  return fetch(url, {
    ...init,
    headers: { Accept: 'application/json', ...authorization(), ...headers },
    signal: either(AbortSignal.timeout(within), signal),
  }).then(askForKey);
}

/** Safari 16 and Firefox 115, for which the site is built, have no AbortSignal.any. */
function either(...signals: (AbortSignal | undefined)[]): AbortSignal {
  const both = new AbortController();
  for (const one of signals) {
    const end = () => both.abort(one?.reason);
    if (one?.aborted) end();
    one?.addEventListener('abort', end);
  }
  return both.signal;
}
