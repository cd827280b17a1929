import { useLayoutEffect, useRef } from 'react';
import { ColumnHeader } from '@/blocks/sheet/ColumnHeader';
import { GridRow } from '@/blocks/sheet/GridRow';
import type { Column, Question, Row } from '@/blocks/sheet/table';
import { useWindow } from '@/blocks/sheet/useWindow';

type Props = {
  columns: Column[];
  rows: Row[];
  sort: Question['sort'];
  onSort: (sort: Question['sort']) => void;
  labelledBy: string;
};

/** A table in a frame of its own, so that its head and first column can stay in sight. */
export function Grid({ columns, rows, sort, onSort, labelledBy }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const { shown, before, after, measure } = useWindow(frame, rows.length);
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
        aria-labelledby={labelledBy}
        aria-rowcount={rows.length + 1}
        style={{ minWidth: widthOf(columns) }}
      >
        <colgroup>
          {columns.map(({ name, width }) => (
            <col key={name} style={{ width: `calc(${width}ch + 2rem)` }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <ColumnHeader key={column.name} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
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
