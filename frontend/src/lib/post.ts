import type { Problem } from '@/api-types';
import { fetchWithDeadline } from '@/lib/deadline';

const DEADLINE_MS = 20_000;

/** `status` is 0 when there was no answer at all; `problem` is what a refusal says. */
export type Reply<T> = { status: number; data?: T; problem?: Partial<Problem> };

/** Sends JSON, or asks for it where there is no body. Resolves, and never rejects. */
export async function exchange<T>(url: string, body?: string): Promise<Reply<T>> {
  try {
    const sent =
      body === undefined
        ? {}
        : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body };
    const response = await fetchWithDeadline(url, undefined, { ...sent, within: DEADLINE_MS });
    const said: unknown = await response.json().catch(() => undefined);
    return response.ok
      ? { status: response.status, data: said as T }
      : { status: response.status, problem: said ?? {} };
  } catch {
    return { status: 0 };
  }
}
