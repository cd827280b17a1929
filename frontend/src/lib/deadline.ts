const DEADLINE_MS = 10_000;

type Sent = { method?: string; headers?: Record<string, string>; body?: string };

/** Fetches JSON; the deadline covers the whole answer, body included. */
export function fetchWithDeadline(
  url: string,
  signal?: AbortSignal,
  init: Sent = {},
): Promise<Response> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  return fetch(url, {
    ...init,
    headers: { Accept: 'application/json', ...init.headers },
    signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
  });
}
