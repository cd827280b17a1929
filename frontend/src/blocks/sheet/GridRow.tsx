import { memo } from 'react';
import type { Column, Row } from '@/blocks/sheet/table';

type Props = {
  index: number;
  row: Row;
  columns: Column[];
  measure: (element: HTMLTableRowElement | null) => void;
};

export const GridRow = memo(function GridRow({ index, row, columns, measure }: Props) {
  return (
    <tr
      ref={measure}
      role="row"
      data-index={index}
      aria-rowindex={index + 2}
      data-odd={index % 2 === 1}
    >
      {columns.map(({ name, isNumeric }, column) => (
        <td
          key={name}
          role="cell"
          data-label={name}
          className={isNumeric ? 'sheet__number' : undefined}
        >
          <Text text={row.cells[column] ?? ''} />
        </td>
      ))}
    </tr>
  );
});

/** Always text, whatever it looks like; a cell that is an address and nothing else leads there. */
function Text({ text }: { text: string }) {
  if (!/^https?:\/\/[^\s"<>]+$/i.test(text)) return text;
  return (
    <a href={text} rel="nofollow noopener">
      {text.replace(/^https?:\/\/(www\.)?/i, '')}
    </a>
  );
}
