import type { InputHTMLAttributes } from 'react';
import type { FormField } from '@/api-types';

type Props = {
  id: string;
  name: string;
  required: boolean;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
  field: FormField;
  value: string;
  onChange: (value: string) => void;
};

const INPUTS: Partial<Record<FormField['type'], InputHTMLAttributes<HTMLInputElement>>> = {
  singleline: { type: 'text', maxLength: 255 },
  email: { type: 'email', autoComplete: 'email', maxLength: 320 },
  number: { type: 'number', step: 'any' },
  url: { type: 'text', inputMode: 'url', autoComplete: 'url', maxLength: 2000 },
  date: { type: 'date' },
  datetime: { type: 'datetime-local' },
};

/** What browsers can fill in, by how fields are usually named. */
const KNOWN: Record<string, string> = {
  name: 'name',
  your_name: 'name',
  full_name: 'name',
  first_name: 'given-name',
  last_name: 'family-name',
  phone: 'tel',
  phone_number: 'tel',
  organisation: 'organization',
  organization: 'organization',
  company: 'organization',
};

/** A control that holds one text. */
export function TextControl({ field, value, onChange, ...control }: Props) {
  const shared = {
    ...control,
    value,
    onChange: ({ target }: { target: { value: string } }) => onChange(target.value),
  };
  if (field.type === 'multiline') return <textarea {...shared} rows={6} maxLength={10_000} />;
  if (field.type === 'dropdown') {
    return (
      <select {...shared}>
        <option value="">Choose …</option>
        {field.choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    );
  }
  return <input autoComplete={KNOWN[field.name]} {...INPUTS[field.type]} {...shared} />;
}
