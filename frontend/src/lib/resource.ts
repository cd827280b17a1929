import { requestJson, RequestError } from '@/lib/request';

const FRESH_MS = 5_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

export type Snapshot<T> = { data: T | undefined; error: RequestError | undefined };

/**
 * One address of the API and its last response. It is requested again when a component subscribes,
 * unless the response arrived less than FRESH_MS ago. After a transient error it is requested until
 * a request succeeds. `data` keeps the last response meanwhile; a definite refusal (404) removes it.
 */
export class Resource<T> {
  snapshot: Snapshot<T> = { data: undefined, error: undefined };
  /** What the pre-rendered document shows. Parts whose code loads late are hydrated with it. */
  seeded: Snapshot<T> = this.snapshot;
  readonly #url: string;
  readonly #listeners = new Set<() => void>();
  #request: AbortController | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #freshUntil = 0;

  constructor(url: string) {
    this.#url = url;
  }

  /** Sets the data of a pre-rendered document. The first subscriber requests it again. */
  seed(data: T): void {
    this.seeded = { data, error: undefined };
    this.#publish(this.seeded);
  }

  /** Shows this data, a part of a draft, instead of the API's response. */
  pin(data: T): void {
    this.#freshUntil = Infinity;
    this.#publish({ data, error: undefined });
  }

  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    this.refresh();
    return () => {
      this.#listeners.delete(listener);
      // A microtask later, because React may unsubscribe and subscribe again at once.
      queueMicrotask(() => this.#abandon());
    };
  };

  refresh(): void {
    if (!this.#request && Date.now() >= this.#freshUntil) void this.#load();
  }

  /** Retries without waiting, for example when the connection comes back or a person asks. */
  readonly retryNow = () => {
    if (this.snapshot.error?.isTransient && this.isWatched) this.refresh();
  };

  async #load() {
    clearTimeout(this.#retry);
    const request = (this.#request = new AbortController());
    const result = await requestJson<T>(this.#url, { signal: request.signal });
    if (this.#request !== request) return;
    this.#request = undefined;
    if (result instanceof RequestError) this.#fail(result);
    else this.#succeed(result);
  }

  #succeed(data: T) {
    this.#failures = 0;
    this.#freshUntil = Date.now() + FRESH_MS;
    if (this.snapshot.error || !isSame(data, this.snapshot.data)) {
      this.#publish({ data, error: undefined });
    }
  }

  #fail(error: RequestError) {
    const data = error.isTransient ? this.snapshot.data : undefined;
    if (this.isWatched || !error.isTransient) this.#publish({ data, error });
    if (this.isWatched && error.isTransient) this.#retryLater();
  }

  #retryLater() {
    this.#retry = setTimeout(() => this.refresh(), retryDelay(this.#failures++));
  }

  #publish(snapshot: Snapshot<T>) {
    this.snapshot = snapshot;
    this.#listeners.forEach((listener) => listener());
  }

  #abandon() {
    if (this.isWatched) return;
    clearTimeout(this.#retry);
    this.#request?.abort();
    this.#request = undefined;
  }
}

/** Doubles each time. It is random, so that not all browsers ask a recovering server at once. */
function retryDelay(failures: number): number {
  const delay = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
  return delay * (0.75 + Math.random() / 2);
}

/** Equal data is not published again: React would re-create a part that it is still hydrating. */
const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
