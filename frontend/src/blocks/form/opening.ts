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

  /** The token, once it is old enough; or what came in its place. */
  async token(): Promise<string | RequestError> {
    this.begin();
    const opened = await this.#opened;
    if (opened === undefined || opened instanceof RequestError) {
      this.forget();
      return opened ?? new RequestError(0);
    }
    await new Promise((resolve) => setTimeout(resolve, opened.readyAt - Date.now()));
    return opened.token;
  }

  async #open(): Promise<Opened | RequestError> {
    const found = await requestJson<FormToken>(formTokenUrl(this.#form), { within: DEADLINE_MS });
    if (found instanceof RequestError) return found;
    return { token: found.token, readyAt: Date.now() + found.wait * 1000 };
  }
}
