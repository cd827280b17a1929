import { useId, useLayoutEffect, useRef } from 'react';
import type { FormBlock } from '@/api-types';
import { ErrorSummary } from '@/blocks/form/ErrorSummary';
import { Field } from '@/blocks/form/Field';
import { useSubmission } from '@/blocks/form/useSubmission';
import '@/components/actions.css';
import './form.css';

export default function FormView({ form, fields, button, thanks }: FormBlock['value']) {
  const id = useId();
  const trap = useRef<HTMLInputElement>(null);
  const { phase, errors, failure, values, setValue, submit } = useSubmission(form, fields, trap);
  if (phase === 'sent') return <Thanks text={thanks} />;
  return (
    <form className="form" noValidate onSubmit={submit}>
      <ErrorSummary id={id} errors={errors} fields={fields} />
      {fields.map((field) => (
        <Field
          key={field.name}
          id={`${id}-${field.name}`}
          field={field}
          value={values[field.name] ?? ''}
          errors={errors[field.name] ?? []}
          onChange={(value) => setValue(field.name, value)}
        />
      ))}
      <div className="visually-hidden" aria-hidden="true">
        <label htmlFor={`${id}-trap`}>Website (leave this empty)</label>
        <input id={`${id}-trap`} ref={trap} tabIndex={-1} autoComplete="off" />
      </div>
      {failure !== undefined && (
        <p className="form__failure" role="alert">
          <strong>Your form was not sent.</strong> {failure} What you wrote is kept here: press the
          button to send it again.
        </p>
      )}
      <p className="form__send">
        <button type="submit" className="button" aria-disabled={phase === 'sending'}>
          {phase === 'sending' ? 'Sending…' : button}
        </button>
      </p>
    </form>
  );
}

function Thanks({ text }: { text: string }) {
  const shown = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => {
    shown.current?.focus();
    shown.current?.scrollIntoView({ block: 'center' });
  }, []);
  return (
    <p className="form__thanks" ref={shown} tabIndex={-1}>
      {text}
    </p>
  );
}
