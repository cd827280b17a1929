import type { Question } from '@/api-types';
import { isSeveral, type Answer } from '@/blocks/form/answers';
import { Choices } from '@/blocks/form/Choices';
import { TextControl } from '@/blocks/form/TextControl';

export type FieldProps = {
  id: string;
  question: Question;
  answer: Answer;
  errors: string[];
  onAnswer: (value: Answer) => void;
};

/** One question: its label, its help, what is wrong with its answer, and where to answer. */
export function Field(props: FieldProps) {
  const { id, question, answer, errors, onAnswer } = props;
  if (isSeveral(question) || question.type === 'radio') return <Choices {...props} />;
  const control = {
    id,
    name: question.name,
    required: question.required,
    'aria-invalid': errors.length > 0,
    'aria-describedby': describedBy(props),
  };
  if (question.type === 'checkbox') {
    return (
      <div className="field">
        <div className="field__choice">
          <input
            {...control}
            type="checkbox"
            checked={answer === true}
            onChange={(event) => onAnswer(event.target.checked)}
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
      <TextControl {...control} question={question} answer={String(answer)} onAnswer={onAnswer} />
    </div>
  );
}

export function describedBy({ id, question, errors }: FieldProps): string | undefined {
  const ids = [question.help && `${id}-help`, errors.length > 0 && `${id}-error`].filter(Boolean);
  return ids.join(' ') || undefined;
}

function Label({ id, question }: FieldProps) {
  return (
    <label className="field__label" htmlFor={id}>
      <Words {...question} />
    </label>
  );
}

export function Words({ label, required }: Question) {
  return (
    <>
      {label}
      {!required && <span className="field__optional"> (optional)</span>}
    </>
  );
}

export function Notes({ id, question, errors }: FieldProps) {
  return (
    <>
      {question.help && (
        <p className="field__help" id={`${id}-help`}>
          {question.help}
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
