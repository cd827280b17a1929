import { useId } from 'react';
import type { TableBlock } from '@/api-types';
import './table.css';

/** Scrolls sideways inside its own frame, which the keyboard can reach, when it is too wide. */
export default function Table({ caption, columns, rows, row_headers }: TableBlock['value']) {
  const captionId = useId();
  return (
    <figure className="container section">
      {caption && (
        <figcaption id={captionId} className="table-caption">
          {caption}
        </figcaption>
      )}
      <div
        className="table-frame"
        role="region"
        aria-labelledby={caption ? captionId : undefined}
        aria-label={caption ? undefined : 'Table'}
        // What scrolls must be reachable: https://dequeuniversity.com/rules/axe/4.10/scrollable-region-focusable
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        <table aria-labelledby={caption ? captionId : undefined}>
          {columns.length > 0 && <ColumnHeaders columns={columns} />}
          <tbody>
            {rows.map((cells, index) => (
              <Row key={index} cells={cells} headed={row_headers} />
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

function ColumnHeaders({ columns }: { columns: string[] }) {
  return (
    <thead>
      <tr>
        {columns.map((column, index) => (
          <Cell key={index} text={column} heads="col" />
        ))}
      </tr>
    </thead>
  );
}

function Row({ cells, headed }: { cells: string[]; headed: boolean }) {
  return (
    <tr>
      {cells.map((cell, index) => (
        <Cell key={index} text={cell} heads={headed && index === 0 ? 'row' : undefined} />
      ))}
    </tr>
  );
}

/** A header only where there is something to read out: the corner of a table is often empty. */
function Cell({ text, heads }: { text: string; heads: 'col' | 'row' | undefined }) {
  return heads && text ? <th scope={heads}>{text}</th> : <td>{text}</td>;
}
