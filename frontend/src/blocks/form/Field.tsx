import type { FormField } from '@/api-types';
import { isSeveral, type Value } from '@/blocks/form/values';
import { Choices } from '@/blocks/form/Choices';
import { TextControl } from '@/blocks/form/TextControl';

export type FieldProps = {
  id: string;
  field: FormField;
  value: Value;
  errors: string[];
  onChange: (value: Value) => void;
};

/** One field: its label, its help, what is wrong with its value, and its control. */
export function Field(props: FieldProps) {
  const { id, field, value, errors, onChange } = props;
  if (isSeveral(field) || field.type === 'radio') return <Choices {...props} />;
  const control = {
    id,
    name: field.name,
    required: field.required,
    'aria-invalid': errors.length > 0,
    'aria-describedby': describedBy(props),
  };
  if (field.type === 'checkbox') {
    return (
      <div className="field">
        <div className="field__choice">
          <input
            {...control}
            type="checkbox"
            checked={value === true}
            onChange={(event) => onChange(event.target.checked)}
          />
          <Label {...props} />
        </div>
        <Notes {...props} />
      </div>
    );
  }
  return (
    <div className="field">
      <Label {...props} />
      <Notes {...props} />
      <TextControl {...control} field={field} value={String(value)} onChange={onChange} />
    </div>
  );
}

export function describedBy({ id, field, errors }: FieldProps): string | undefined {
  const ids = [field.help && `${id}-help`, errors.length > 0 && `${id}-error`].filter(Boolean);
  return ids.join(' ') || undefined;
}

function Label({ id, field }: FieldProps) {
  return (
    <label className="field__label" htmlFor={id}>
      <Words {...field} />
    </label>
  );
}

export function Words({ label, required }: FormField) {
  return (
    <>
      {label}
      {!required && <span className="field__optional"> (optional)</span>}
    </>
  );
}

export function Notes({ id, field, errors }: FieldProps) {
  return (
    <>
      {field.help && (
        <p className="field__help" id={`${id}-help`}>
          {field.help}
        </p>
      )}
      {errors.length > 0 && (
        <p className="field__error" id={`${id}-error`}>
          <span className="visually-hidden">Error: </span>
          {errors.join(' ')}
        </p>
      )}
    </>
  );
}
