import { useDeferredValue, useMemo, useState } from 'react';
import type { SheetRows } from '@/api-types';
import { Age } from '@/blocks/sheet/Age';
import { Grid } from '@/blocks/sheet/Grid';
import { isAsking, nameInAddress, useQuestion } from '@/blocks/sheet/question';
import { answerTo, describeColumns, foldRows } from '@/blocks/sheet/table';
import { Toolbar } from '@/blocks/sheet/Toolbar';
import { useTyped } from '@/lib/typed';
import './table.css';
import './cards.css';

type Props = { sheet: SheetRows; labelledBy: string };

/** The rows of a sheet, to search, filter and sort; what is asked of them is in the address. */
export default function SheetTable({ sheet, labelledBy }: Props) {
  const { question, ask } = useQuestion(nameInAddress(sheet.title));
  const { typed, setTyped, clear: clearWords } = useTyped(question.find, (find) => ask({ find }));
  const [clearings, setClearings] = useState(0);
  const columns = useMemo(() => describeColumns(sheet), [sheet]);
  const rows = useMemo(() => foldRows(sheet), [sheet]);
  const find = useDeferredValue(typed);
  const found = useMemo(
    () => answerTo({ ...question, find }, columns, rows),
    [question, find, columns, rows],
  );
  const clear = () => {
    clearWords();
    setClearings(clearings + 1); // new filters, which have nothing typed in them
    ask({ find: '', sort: undefined, filters: new Map() });
  };

  if (!sheet.fetched_at) {
    return (
      <p role="status">This table has not been read yet. Please come back in a few minutes.</p>
    );
  }
  return (
    <>
      <Toolbar
        columns={columns}
        question={question}
        clearings={clearings}
        typed={typed}
        onType={setTyped}
        onFilter={(filters) => ask({ filters })}
        onClear={isAsking({ ...question, find: typed }) ? clear : undefined}
        summary={summaryOf(found.length, rows.length)}
      />
      <Grid
        columns={columns}
        rows={found}
        sort={question.sort}
        onSort={(sort) => ask({ sort })}
        labelledBy={labelledBy}
      />
      <Age fetchedAt={sheet.fetched_at} staleAfter={sheet.stale_after} failing={sheet.failing} />
    </>
  );
}

function summaryOf(found: number, all: number): string {
  const total = `${all.toLocaleString('en-US')} ${all === 1 ? 'row' : 'rows'}`;
  if (found === all) return total;
  return found === 0 ? `None of ${total}` : `${found.toLocaleString('en-US')} of ${total}`;
}
