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
  /** What the visitor asked for. Other rows for the same, such as newer ones, move nothing. */
  asked: string;
};

const NARROW = '(width < 40rem)'; // as in cards.css
const ROW = 48;
const LINE_OF_CARD = 32;

/**
 * A table in its own frame, so that its head and first column can stay in sight. In a narrow
 * window each row is a card, and the cards scroll with the page. The ARIA roles are explicit,
 * because browsers drop the roles of a table whose display is changed by CSS.
 */
export function Grid({ columns, rows, sort, onSort, labelledBy, asked }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const isNarrow = useMedia(NARROW);
  const usual = isNarrow ? LINE_OF_CARD * (columns.length + 1) : ROW;
  const { shown, before, after, measure } = useWindow(frame, {
    count: rows.length,
    usual,
    inPage: isNarrow,
  });
  const shownFor = useRef(asked);
  useLayoutEffect(() => {
    if (shownFor.current !== asked) showFirstRow(frame.current);
    shownFor.current = asked;
  }, [asked]);
  return (
    <div
      ref={frame}
      className="sheet__frame"
      role="region"
      aria-labelledby={labelledBy}
      // Scroll areas must be focusable: https://dequeuniversity.com/rules/axe/4.10/scrollable-region-focusable
      tabIndex={isNarrow ? undefined : 0}
    >
      <table
        role="table"
        aria-labelledby={labelledBy}
        aria-rowcount={rows.length + 1}
        style={{ '--least': leastOf(columns) } as CSSProperties}
      >
        <colgroup>
          {columns.map((column) => (
            <col key={column.name} style={{ width: widthOf(column, columns) }} />
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

function leastOf(columns: Column[]): string {
  const characters = columns.reduce((sum, { least }) => sum + least, 0);
  return `calc(${characters}ch + ${columns.length * 2}rem)`;
}

/** The column's least width, plus its share of the free space, in proportion to width - least. */
function widthOf({ width, least }: Column, columns: Column[]): string {
  const lacking = columns.reduce((sum, column) => sum + column.width - column.least, 0);
  const share = lacking ? (width - least) / lacking : 1 / columns.length;
  return `calc(${least}ch + 2rem + ${share} * max(0px, 100cqi - var(--least)))`;
}

/** Scrolls back to the first row, in the frame and in the page, after a search or a new order. */
function showFirstRow(frame: HTMLElement | null) {
  if (!frame) return;
  frame.scrollTop = 0;
  if (frame.getBoundingClientRect().top < 0) frame.scrollIntoView({ behavior: 'instant' });
}

/** Takes the place of the rows above or below that are not drawn. */
function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true" className="sheet__gap">
      <td style={{ height }} />
    </tr>
  );
}
