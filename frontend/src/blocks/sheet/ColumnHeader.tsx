import type { Column, TableState } from '@/blocks/sheet/table';

type Props = {
  column: Column;
  sort: TableState['sort'];
  onSort: (sort: TableState['sort']) => void;
};

/** Sorts upwards, then downwards, then as the sheet has it. */
export function ColumnHeader({ column: { name, isNumeric }, sort, onSort }: Props) {
  const order = sort?.column === name ? (sort.descending ? 'descending' : 'ascending') : undefined;
  const next = () => {
    if (!order) onSort({ column: name, descending: false });
    else onSort(order === 'ascending' ? { column: name, descending: true } : undefined);
  };
  return (
    <th
      role="columnheader"
      scope="col"
      aria-sort={order}
      data-label={name}
      className={isNumeric ? 'sheet__number' : undefined}
    >
      <button type="button" className="sheet__sort" onClick={next}>
        {name}
        <svg viewBox="0 0 10 14" aria-hidden="true" data-order={order}>
          <path d="M5 0l4 5H1z" />
          <path d="M5 14l4-5H1z" />
        </svg>
      </button>
    </th>
  );
}
