import { describedBy, Notes, Words, type FieldProps } from '@/blocks/form/Field';

/** Choices to pick one or several from, under the field as their legend. */
export function Choices(props: FieldProps) {
  const { id, field, value, onChange } = props;
  const isOne = field.type === 'radio';
  const picked = Array.isArray(value) ? value : [value];
  const pick = (choice: string, isPicked: boolean) => {
    if (isOne) onChange(choice);
    else
      onChange(field.choices.filter((one) => (one === choice ? isPicked : picked.includes(one))));
  };
  return (
    <fieldset className="field" aria-describedby={describedBy(props)}>
      <legend className="field__label">
        <Words {...field} />
      </legend>
      <Notes {...props} />
      {field.choices.map((choice, index) => (
        <div key={choice} className="field__choice">
          <input
            id={index === 0 ? id : `${id}-${index}`}
            type={isOne ? 'radio' : 'checkbox'}
            name={field.name}
            value={choice}
            required={isOne && field.required}
            checked={picked.includes(choice)}
            onChange={(event) => pick(choice, event.target.checked)}
          />
          <label htmlFor={index === 0 ? id : `${id}-${index}`}>{choice}</label>
        </div>
      ))}
    </fieldset>
  );
}
