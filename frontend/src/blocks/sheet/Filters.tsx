import type { Column, Question } from '@/blocks/sheet/table';
import { useFind } from '@/blocks/sheet/useFind';

type Props = {
  columns: Column[];
  filters: Question['filters'];
  onFilter: (filters: Question['filters']) => void;
};

/** One for each column: a choice where its values are few, words where they are many. */
export function Filters({ columns, filters, onFilter }: Props) {
  return columns.map((column) => {
    const value = filters.get(column.name) ?? '';
    const change = (wanted: string) => onFilter(changed(filters, column.name, wanted));
    return (
      <label key={column.name}>
        <span>{column.name}</span>
        {column.choices ? (
          <Choice choices={column.choices} value={value} onChange={change} />
        ) : (
          <Words value={value} onChange={change} />
        )}
      </label>
    );
  });
}

function changed(filters: Question['filters'], column: string, wanted: string) {
  const next = new Map(filters);
  if (wanted) next.set(column, wanted);
  else next.delete(column);
  return next;
}

type FieldProps = { value: string; onChange: (value: string) => void };

function Choice({ choices, value, onChange }: FieldProps & { choices: string[] }) {
  return (
    <select
      className="sheet__field"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">All</option>
      {value && !choices.includes(value) && <option value={value}>{value}</option>}
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {choice}
        </option>
      ))}
    </select>
  );
}

function Words({ value, onChange }: FieldProps) {
  const { typed, setTyped } = useFind(value, onChange);
  return (
    <input
      type="search"
      className="sheet__field"
      maxLength={100}
      autoComplete="off"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
