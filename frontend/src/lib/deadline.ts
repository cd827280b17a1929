const DEADLINE_MS = 10_000;

/** Fetches JSON; the deadline covers the whole answer, body included. */
export function fetchWithDeadline(url: string, signal?: AbortSignal): Promise<Response> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  return fetch(url, {
    headers: { Accept: 'application/json' },
    signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
  });
}
