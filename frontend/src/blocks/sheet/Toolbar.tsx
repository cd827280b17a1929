import { useId, useRef, useState } from 'react';
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
  const field = useRef<HTMLInputElement>(null);
  const clear = () => {
    field.current?.focus(); // the button goes away, and the focus would be lost with it
    onClear?.();
  };
  return (
    <div className="sheet__toolbar">
      <input
        ref={field}
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
        <button type="button" className="sheet__button" onClick={clear}>
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
