import { describedBy, Notes, Words, type FieldProps } from '@/blocks/form/Field';

/** Choices to pick one or several from, under the question as their legend. */
export function Choices(props: FieldProps) {
  const { id, question, answer, onAnswer } = props;
  const isOne = question.type === 'radio';
  const picked = Array.isArray(answer) ? answer : [answer];
  const pick = (choice: string, isPicked: boolean) => {
    if (isOne) onAnswer(choice);
    else
      onAnswer(
        question.choices.filter((one) => (one === choice ? isPicked : picked.includes(one))),
      );
  };
  return (
    <fieldset className="field" aria-describedby={describedBy(props)}>
      <legend className="field__label">
        <Words {...question} />
      </legend>
      <Notes {...props} />
      {question.choices.map((choice, index) => (
        <div key={choice} className="field__choice">
          <input
            id={index === 0 ? id : `${id}-${index}`}
            type={isOne ? 'radio' : 'checkbox'}
            name={question.name}
            value={choice}
            required={isOne && question.required}
            checked={picked.includes(choice)}
            onChange={(event) => pick(choice, event.target.checked)}
          />
          <label htmlFor={index === 0 ? id : `${id}-${index}`}>{choice}</label>
        </div>
      ))}
    </fieldset>
  );
}
