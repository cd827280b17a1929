import { useLayoutEffect, useRef, type MouseEvent } from 'react';
import type { Question } from '@/api-types';
import type { Errors } from '@/blocks/form/answers';

type Props = { id: string; errors: Errors; questions: Question[] };

/** Takes the focus when there is something to correct, and leads to each answer in question. */
export function ErrorSummary({ id, errors, questions }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => box.current?.focus(), [errors]);

  const count = Object.keys(errors).length;
  if (count === 0) return null;
  const labels = new Map(questions.map(({ name, label }) => [name, label]));
  const others = Object.keys(errors).filter((name) => !labels.has(name));
  return (
    <div className="form__errors" ref={box} tabIndex={-1} role="group" aria-labelledby={`${id}-h`}>
      <h2 id={`${id}-h`}>
        {count === 1 ? 'One answer needs' : `${count} answers need`} another look
      </h2>
      <ul>
        {questions
          .filter(({ name }) => name in errors)
          .map(({ name, label }) => (
            <li key={name}>
              <a href={`#${id}-${name}`} onClick={focusField}>
                {label}: {errors[name]?.join(' ')}
              </a>
            </li>
          ))}
        {others.length > 0 && (
          <li>This form has changed meanwhile. Load the page again; your answers are kept.</li>
        )}
      </ul>
    </div>
  );
}

/** The address stays what it was, so going back does not walk through the errors. */
function focusField(event: MouseEvent<HTMLAnchorElement>) {
  event.preventDefault();
  document.getElementById(event.currentTarget.hash.slice(1))?.focus();
}
