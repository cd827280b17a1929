/** What a visitor has answered so far, kept in this tab until it was sent. */
import type { Form, Question } from '@/api-types';

export type Answer = string | boolean | string[];
export type Answers = Record<string, Answer>;
export type Errors = Record<string, string[]>;

/** The answers that were last sent, and the key under which they count once. */
export type Attempt = { key: string; answers: string };
export type Draft = { answers: Answers; attempt?: Attempt | undefined };

export const isSeveral = ({ type }: Question) => type === 'checkboxes' || type === 'multiselect';

function initialAnswer(question: Question): Answer {
  if (isSeveral(question)) return question.initial;
  const [first = ''] = question.initial;
  return question.type === 'checkbox' ? !['', 'false', 'False', '0'].includes(first) : first;
}

/** An answer for each question as it is now, whatever was asked when the draft was written. */
export function completed(questions: Question[], given: Answers): Answers {
  return Object.fromEntries(
    questions.map((question) => {
      const initial = initialAnswer(question);
      const answer = given[question.name];
      return [question.name, answer !== undefined && isLike(answer, initial) ? answer : initial];
    }),
  );
}

const isLike = (answer: Answer, other: Answer) =>
  typeof answer === typeof other && Array.isArray(answer) === Array.isArray(other);

const storageKey = (form: Form['form']) => `form-${form}`;

export function readDraft(form: Form['form']): Draft {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(storageKey(form)) ?? '{}');
    return { answers: {}, ...(stored as Partial<Draft>) };
  } catch {
    return { answers: {} };
  }
}

export function writeDraft(form: Form['form'], draft: Draft | undefined): void {
  try {
    if (draft) sessionStorage.setItem(storageKey(form), JSON.stringify(draft));
    else sessionStorage.removeItem(storageKey(form));
  } catch {
    // Storage may be full or forbidden; the answers then live as long as the page.
  }
}
