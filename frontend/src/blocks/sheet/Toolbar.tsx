import { useId, useState } from 'react';
import { Filters } from '@/blocks/sheet/Filters';
import type { Column, TableState } from '@/blocks/sheet/table';

type Props = {
  columns: Column[];
  state: TableState;
  clearings: number;
  typed: string;
  onType: (typed: string) => void;
  onFilter: (filters: TableState['filters']) => void;
  onClear: (() => void) | undefined;
  summary: string;
};

export function Toolbar(props: Props) {
  const { columns, state, clearings, typed, onType, onFilter, onClear, summary } = props;
  const id = useId();
  const [open, setOpen] = useState(state.filters.size > 0);
  const count = state.filters.size;
  return (
    <div className="sheet__toolbar">
      <input
        type="search"
        className="sheet__field sheet__find"
        aria-label="Search this table"
        placeholder="Search this table"
        maxLength={100}
        autoComplete="off"
        enterKeyHint="search"
        value={typed}
        onChange={(event) => onType(event.target.value)}
      />
      <button
        type="button"
        className="sheet__button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        Filter{count > 0 && ` (${count})`}
      </button>
      {onClear && (
        <button type="button" className="sheet__button" onClick={onClear}>
          Clear
        </button>
      )}
      <p className="sheet__summary" role="status">
        {summary}
      </p>
      <div id={id} className="sheet__filters" hidden={!open}>
        <Filters key={clearings} columns={columns} filters={state.filters} onFilter={onFilter} />
      </div>
    </div>
  );
}
