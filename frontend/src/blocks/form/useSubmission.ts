import { useState, useSyncExternalStore, type RefObject, type SubmitEvent } from 'react';
import type { Question, Received } from '@/api-types';
import {
  completed,
  readDraft,
  writeDraft,
  type Answer,
  type Answers,
  type Attempt,
  type Draft,
  type Errors,
} from '@/blocks/form/answers';
import { DEADLINE_MS, Opening } from '@/blocks/form/opening';
import { formUrl } from '@/lib/paths';
import { requestJson, RequestError } from '@/lib/request';

type Progress = {
  phase: 'editing' | 'sending' | 'sent';
  errors: Errors;
  /** Why nothing arrived, where the answers are not to blame. */
  failure?: string;
};

const NOTHING: Draft = { answers: {} };
const EDITING: Progress = { phase: 'editing', errors: {} };
const SENT: Progress = { phase: 'sent', errors: {} };
const STALE = 409;
const INVALID = 422;

/** One visitor's way through a form: answering, sending, sending again, done. */
export function useSubmission(
  form: number,
  questions: Question[],
  trap: RefObject<HTMLInputElement | null>,
) {
  const isInBrowser = useIsInBrowser();
  const [typed, setDraft] = useState<Draft>();
  const draft = typed ?? (isInBrowser ? readDraft(form) : NOTHING);
  const [progress, setProgress] = useState(EDITING);
  const [opening] = useState(() => new Opening(form));
  const answers = completed(questions, draft.answers);

  const keep = (next: Draft) => {
    setDraft(next);
    writeDraft(form, next);
  };
  const send = async () => {
    setProgress({ phase: 'sending', errors: {} });
    const attempt = attemptOf(answers, draft.attempt);
    keep({ answers, attempt });
    const refused = await deliver(form, opening, attempt, trap.current?.value ?? '');
    if (!refused) writeDraft(form, undefined);
    setProgress(refused ? progressAfter(refused) : SENT);
  };

  return {
    ...progress,
    answers,
    answer: (name: string, value: Answer) => {
      opening.begin();
      keep({ ...draft, answers: { ...answers, [name]: value } });
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

/** False in a pre-rendered page and while React takes it over: nobody has typed there. */
function useIsInBrowser(): boolean {
  return useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
}

/** The same answers again keep their key; changed ones are another submission. */
function attemptOf(answers: Answers, last: Attempt | undefined): Attempt {
  const sent = JSON.stringify(answers);
  return last?.answers === sent ? last : { key: crypto.randomUUID(), answers: sent };
}

/** Sends once; with a new token once more where the server finds the old one stale. */
async function deliver(
  form: number,
  opening: Opening,
  { key, answers }: Attempt,
  website: string,
  again = true,
): Promise<RequestError | undefined> {
  const token = await opening.token();
  if (typeof token !== 'string') return token;
  const body = { key, token, website, answers: JSON.parse(answers) as Answers };
  const reply = await requestJson<Received>(formUrl(form), { body, within: DEADLINE_MS });
  if (!(reply instanceof RequestError)) return undefined;
  if (reply.status !== STALE || !again) return reply;
  opening.forget();
  return deliver(form, opening, { key, answers }, website, false);
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
    return navigator.onLine ? 'The site is not answering.' : 'You are offline.';
  }
  return status >= 500 ? 'The site is not able to take them at the moment.' : (detail ?? '');
}
