import { useState, useSyncExternalStore, type RefObject, type SubmitEvent } from 'react';
import type { FormField, Received } from '@/api-types';
import {
  completed,
  readDraft,
  writeDraft,
  type Value,
  type Values,
  type Attempt,
  type Draft,
  type Errors,
} from '@/blocks/form/values';
import { DEADLINE_MS, Opening } from '@/blocks/form/opening';
import { formUrl } from '@/lib/paths';
import { requestJson, RequestError } from '@/lib/request';

type Progress = {
  phase: 'editing' | 'sending' | 'sent';
  errors: Errors;
  /** Why the submission did not arrive, if the values are not the reason. */
  failure?: string;
};

const NOTHING: Draft = { values: {} };
const EDITING: Progress = { phase: 'editing', errors: {} };
const SENT: Progress = { phase: 'sent', errors: {} };
const STALE = 409;
const INVALID = 422;

/** One visitor's way through a form: filling it in, sending, sending again, done. */
export function useSubmission(
  form: number,
  fields: FormField[],
  trap: RefObject<HTMLInputElement | null>,
) {
  const isInBrowser = useIsInBrowser();
  const [typed, setDraft] = useState<Draft>();
  const draft = typed ?? (isInBrowser ? readDraft(form) : NOTHING);
  const [progress, setProgress] = useState(EDITING);
  const [opening] = useState(() => new Opening(form));
  const values = completed(fields, draft.values);

  const keep = (next: Draft) => {
    setDraft(next);
    writeDraft(form, next);
  };
  const send = async () => {
    setProgress({ phase: 'sending', errors: {} });
    const attempt = attemptOf(values, draft.attempt);
    keep({ values, attempt });
    const refused = await deliver(form, opening, attempt, trap.current?.value ?? '');
    if (!refused) writeDraft(form, undefined);
    setProgress(refused ? progressAfter(refused) : SENT);
  };

  return {
    ...progress,
    values,
    setValue: (name: string, value: Value) => {
      if (progress.phase === 'sending') return; // it would be in no submission
      opening.begin();
      keep({ ...draft, values: { ...values, [name]: value } });
    },
    submit: (event: SubmitEvent<HTMLFormElement>) => {
      event.preventDefault();
      if (progress.phase === 'sending') return;
      const errors = faultsIn(event.currentTarget);
      if (Object.keys(errors).length) setProgress({ phase: 'editing', errors });
      else void send();
    },
  };
}

/** False in a pre-rendered page and while React hydrates it: nobody has typed anything yet. */
function useIsInBrowser(): boolean {
  return useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
}

/** The last attempt, with its key, if the values are the same. Changed values get a new key. */
function attemptOf(values: Values, last: Attempt | undefined): Attempt {
  const sent = JSON.stringify(values);
  return last?.values === sent ? last : { key: crypto.randomUUID(), values: sent };
}

/** Sends the values. If the server calls the token stale, sends them once more with a new one. */
async function deliver(
  form: number,
  opening: Opening,
  { key, values }: Attempt,
  website: string,
  again = true,
): Promise<RequestError | undefined> {
  const token = await opening.token();
  if (typeof token !== 'string') return token;
  const body = { key, token, website, values: JSON.parse(values) as Values };
  const reply = await requestJson<Received>(formUrl(form), { body, within: DEADLINE_MS });
  if (!(reply instanceof RequestError)) return undefined;
  if (reply.status !== STALE || !again) return reply;
  opening.forget();
  return deliver(form, opening, { key, values }, website, false);
}

/** What the browser itself finds wrong, in its own words. */
function faultsIn(form: HTMLFormElement): Errors {
  const errors: Errors = {};
  for (const element of form.elements) {
    const { name, validationMessage } = element as HTMLInputElement;
    if (validationMessage) errors[name] ??= [validationMessage];
  }
  return errors;
}

function progressAfter({ status, problem }: RequestError): Progress {
  const errors = status === INVALID ? (problem.errors ?? {}) : {};
  if (Object.keys(errors).length) return { phase: 'editing', errors };
  return { ...EDITING, failure: reasonOf(status, problem.detail) };
}

function reasonOf(status: number, detail: string | undefined): string {
  if (status === 0) {
    return navigator.onLine ? 'The site is not responding.' : 'You are offline.';
  }
  return status >= 500 ? 'The site cannot accept the form at the moment.' : (detail ?? '');
}
