import type { FormToken } from '@/api-types';
import { exchange, type Reply } from '@/lib/post';
import { formTokenUrl } from '@/lib/paths';

type Opened = { token: string; readyAt: number };

/**
 * The server's proof that a form was open for a moment. It is asked for when a visitor begins, so
 * that by the time they send, they need not wait for it.
 */
export class Opening {
  readonly #form: number;
  #asked: Promise<Opened | Reply<FormToken>> | undefined;

  constructor(form: number) {
    this.#form = form;
  }

  readonly begin = () => {
    this.#asked ??= this.#ask();
  };

  forget(): void {
    this.#asked = undefined;
  }

  /** The token, once it is old enough; or the reply that came in its place. */
  async token(): Promise<string | Reply<FormToken>> {
    this.begin();
    const opened = await this.#asked;
    if (opened === undefined || 'status' in opened) {
      this.forget();
      return opened ?? { status: 0 };
    }
    await new Promise((resolve) => setTimeout(resolve, opened.readyAt - Date.now()));
    return opened.token;
  }

  async #ask(): Promise<Opened | Reply<FormToken>> {
    const reply = await exchange<FormToken>(formTokenUrl(this.#form));
    if (!reply.data) return { ...reply, status: reply.status >= 400 ? reply.status : 0 };
    return { token: reply.data.token, readyAt: Date.now() + reply.data.wait * 1000 };
  }
}
