import type { InputHTMLAttributes } from 'react';
import type { Question } from '@/api-types';

type Props = {
  id: string;
  name: string;
  required: boolean;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
  question: Question;
  answer: string;
  onAnswer: (value: string) => void;
};

const INPUTS: Partial<Record<Question['type'], InputHTMLAttributes<HTMLInputElement>>> = {
  singleline: { type: 'text', maxLength: 255 },
  email: { type: 'email', autoComplete: 'email', maxLength: 320 },
  number: { type: 'number', step: 'any' },
  url: { type: 'text', inputMode: 'url', autoComplete: 'url', maxLength: 2000 },
  date: { type: 'date' },
  datetime: { type: 'datetime-local' },
};

/** What browsers can fill in, by how questions are usually worded. */
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
export function TextControl({ question, answer, onAnswer, ...control }: Props) {
  const shared = {
    ...control,
    value: answer,
    onChange: ({ target }: { target: { value: string } }) => onAnswer(target.value),
  };
  if (question.type === 'multiline') return <textarea {...shared} rows={6} maxLength={10_000} />;
  if (question.type === 'dropdown') {
    return (
      <select {...shared}>
        <option value="">Choose …</option>
        {question.choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    );
  }
  return <input autoComplete={KNOWN[question.name]} {...INPUTS[question.type]} {...shared} />;
}
