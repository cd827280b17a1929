import type { FormToken } from '@/api-types';
import { formTokenUrl } from '@/lib/paths';
import { requestJson, RequestError } from '@/lib/request';

/** A form may be slow to be taken: mail and checks are behind it. */
export const DEADLINE_MS = 20_000;

type Opened = { token: string; readyAt: number };

/**
 * The server's proof that a form was open for a moment. It is asked for when a visitor begins, so
 * that by the time they send, they need not wait for it.
 */
export class Opening {
  readonly #form: number;
  #opened: Promise<Opened | RequestError> | undefined;

  constructor(form: number) {
    this.#form = form;
  }

  readonly begin = () => {
    this.#opened ??= this.#open();
  };

  forget(): void {
    this.#opened = undefined;
  }

  /** The token, once it is old enough; or what came in its place. A failure is not kept. */
  async token(): Promise<string | RequestError> {
    const opened = await (this.#opened ??= this.#open());
    if (opened instanceof RequestError) return opened;
    await new Promise((resolve) => setTimeout(resolve, opened.readyAt - Date.now()));
    return opened.token;
  }

  async #open(): Promise<Opened | RequestError> {
    const found = await requestJson<FormToken>(formTokenUrl(this.#form), { within: DEADLINE_MS });
    if (found instanceof RequestError) {
      this.forget();
      return found;
    }
    return { token: found.token, readyAt: Date.now() + found.wait * 1000 };
  }
}
