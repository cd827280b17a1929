import { useId } from 'react';
import type { Column, TableState } from '@/blocks/sheet/table';
import { useTyped } from '@/lib/typed';

type Props = {
  columns: Column[];
  filters: TableState['filters'];
  onFilter: (filters: TableState['filters']) => void;
};

/** One for each column: a choice where its values are few, words where they are many. */
export function Filters({ columns, filters, onFilter }: Props) {
  return columns.map((column) => (
    <Filter
      key={column.name}
      column={column}
      value={filters.get(column.name) ?? ''}
      onChange={(wanted) => onFilter(changed(filters, column.name, wanted))}
    />
  ));
}

function changed(filters: TableState['filters'], column: string, wanted: string) {
  const next = new Map(filters);
  if (wanted) next.set(column, wanted);
  else next.delete(column);
  return next;
}

type ValueProps = { value: string; onChange: (value: string) => void };

function Filter({ column: { name, choices }, ...value }: ValueProps & { column: Column }) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{name}</label>
      {choices ? <Choice id={id} choices={choices} {...value} /> : <Words id={id} {...value} />}
    </div>
  );
}

type FieldProps = ValueProps & { id: string };

function Choice({ id, choices, value, onChange }: FieldProps & { choices: string[] }) {
  return (
    <select
      id={id}
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

function Words({ id, value, onChange }: FieldProps) {
  const { typed, setTyped } = useTyped(value, onChange);
  return (
    <input
      id={id}
      type="search"
      className="sheet__field"
      maxLength={100}
      autoComplete="off"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
