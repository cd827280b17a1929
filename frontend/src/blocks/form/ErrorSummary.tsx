import { useLayoutEffect, useRef, type MouseEvent } from 'react';
import type { FormField } from '@/api-types';
import type { Errors } from '@/blocks/form/values';

type Props = { id: string; errors: Errors; fields: FormField[] };

/** Takes the focus when there is something to correct, and leads to each field that has an error. */
export function ErrorSummary({ id, errors, fields }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => box.current?.focus(), [errors]);

  const count = Object.keys(errors).length;
  if (count === 0) return null;
  const labels = new Map(fields.map(({ name, label }) => [name, label]));
  const others = Object.keys(errors).filter((name) => !labels.has(name));
  return (
    <div className="form__errors" ref={box} tabIndex={-1} role="group" aria-labelledby={`${id}-h`}>
      <h2 id={`${id}-h`}>
        {count === 1 ? 'One field needs' : `${count} fields need`} a correction
      </h2>
      <ul>
        {fields
          .filter(({ name }) => name in errors)
          .map(({ name, label }) => (
            <li key={name}>
              <a href={`#${id}-${name}`} onClick={focusField}>
                {label}: {errors[name]?.join(' ')}
              </a>
            </li>
          ))}
        {others.length > 0 && (
          <li>This form has changed meanwhile. Load the page again; what you wrote is kept.</li>
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
