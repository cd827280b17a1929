import { useLayoutEffect, useRef, type CSSProperties } from 'react';
import { ColumnHeader } from '@/blocks/sheet/ColumnHeader';
import { GridRow } from '@/blocks/sheet/GridRow';
import type { Column, TableState, Row } from '@/blocks/sheet/table';
import { useWindow } from '@/blocks/sheet/useWindow';
import { useMedia } from '@/lib/media';

type Props = {
  columns: Column[];
  rows: Row[];
  sort: TableState['sort'];
  onSort: (sort: TableState['sort']) => void;
  labelledBy: string;
};

const NARROW = '(width < 40rem)'; // as in cards.css
const ROW = 48;
const LINE_OF_CARD = 32;

/**
 * A table in a frame of its own, so that its head and first column can stay in sight. Where it is
 * narrow each row is laid out as a card; roles are explicit because then browsers drop a table's.
 */
export function Grid({ columns, rows, sort, onSort, labelledBy }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const usual = useMedia(NARROW) ? LINE_OF_CARD * (columns.length + 1) : ROW;
  const { shown, before, after, measure } = useWindow(frame, rows.length, usual);
  useLayoutEffect(() => {
    if (frame.current) frame.current.scrollTop = 0;
  }, [rows]);
  return (
    <div
      ref={frame}
      className="sheet__frame"
      role="region"
      aria-labelledby={labelledBy}
      // What scrolls must be reachable: https://dequeuniversity.com/rules/axe/4.10/scrollable-region-focusable
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <table
        role="table"
        aria-labelledby={labelledBy}
        aria-rowcount={rows.length + 1}
        style={{ '--width': widthOf(columns) } as CSSProperties}
      >
        <colgroup>
          {columns.map(({ name, width }) => (
            <col key={name} style={{ width: `calc(${width}ch + 2rem)` }} />
          ))}
        </colgroup>
        <thead role="rowgroup">
          <tr role="row" aria-rowindex={1}>
            {columns.map((column) => (
              <ColumnHeader key={column.name} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          <Gap height={before} />
          {shown.map((index) => {
            const row = rows[index];
            return (
              row && (
                <GridRow key={index} index={index} row={row} columns={columns} measure={measure} />
              )
            );
          })}
          <Gap height={after} />
        </tbody>
      </table>
      {rows.length === 0 && <p className="sheet__nothing">No row matches. Try fewer words.</p>}
    </div>
  );
}

function widthOf(columns: Column[]): string {
  const characters = columns.reduce((sum, { width }) => sum + width, 0);
  return `calc(${characters}ch + ${columns.length * 2}rem)`;
}

/** Stands for the rows above or below that are not there. */
function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true" className="sheet__gap">
      <td style={{ height }} />
    </tr>
  );
}
