/** What a visitor has filled in so far, kept in this tab until it was sent. */
import type { Form, FormField } from '@/api-types';

export type Value = string | boolean | string[];
export type Values = Record<string, Value>;
export type Errors = Record<string, string[]>;

/** The values that were last sent, and the key under which they count once. */
export type Attempt = { key: string; values: string };
export type Draft = { values: Values; attempt?: Attempt | undefined };

export const isSeveral = ({ type }: FormField) => type === 'checkboxes' || type === 'multiselect';

function initialValue(field: FormField): Value {
  if (isSeveral(field)) return field.initial;
  const [first = ''] = field.initial;
  return field.type === 'checkbox' ? !['', 'false', 'False', '0'].includes(first) : first;
}

/** A value for each field as it is now, whatever the fields were when the draft was written. */
export function completed(fields: FormField[], given: Values): Values {
  return Object.fromEntries(
    fields.map((field) => {
      const initial = initialValue(field);
      const value = given[field.name];
      return [field.name, value !== undefined && isLike(value, initial) ? value : initial];
    }),
  );
}

const isLike = (value: Value, other: Value) =>
  typeof value === typeof other && Array.isArray(value) === Array.isArray(other);

const storageKey = (form: Form['form']) => `form-${form}`;

export function readDraft(form: Form['form']): Draft {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(storageKey(form)) ?? '{}');
    return { values: {}, ...(stored as Partial<Draft>) };
  } catch {
    return { values: {} };
  }
}

export function writeDraft(form: Form['form'], draft: Draft | undefined): void {
  try {
    if (draft) sessionStorage.setItem(storageKey(form), JSON.stringify(draft));
    else sessionStorage.removeItem(storageKey(form));
  } catch {
    // Storage may be full or forbidden; the values then live as long as the page.
  }
}
