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
  const deadline = AbortSignal.timeout(within);
  return fetch(url, {
    ...init,
    headers: { Accept: 'application/json', ...authorization(), ...headers },
    signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
  }).then(askForKey);
}
