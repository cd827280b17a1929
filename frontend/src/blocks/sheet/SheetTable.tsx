import { useDeferredValue, useMemo, useState } from 'react';
import type { SheetRows } from '@/api-types';
import { Age } from '@/blocks/sheet/Age';
import { Grid } from '@/blocks/sheet/Grid';
import { isInitial, nameInAddress, useTableState, writeState } from '@/blocks/sheet/state';
import { visibleRows, describeColumns, foldRows } from '@/blocks/sheet/table';
import { Toolbar } from '@/blocks/sheet/Toolbar';
import { useTyped } from '@/lib/typed';
import './table.css';
import './cards.css';

type Props = { sheet: SheetRows; labelledBy: string; refresh: () => void };

/** The rows of a sheet, to search, filter and sort; the address holds by what. */
export default function SheetTable({ sheet, labelledBy, refresh }: Props) {
  const name = nameInAddress(sheet.title);
  const { state, change } = useTableState(name);
  const { typed, setTyped, clear: clearWords } = useTyped(state.find, (find) => change({ find }));
  const [clearings, setClearings] = useState(0);
  const columns = useMemo(() => describeColumns(sheet), [sheet]);
  const rows = useMemo(() => foldRows(sheet), [sheet]);
  const find = useDeferredValue(typed);
  const found = useMemo(
    () => visibleRows({ ...state, find }, columns, rows),
    [state, find, columns, rows],
  );
  const clear = () => {
    clearWords();
    setClearings(clearings + 1); // new filters, which have nothing typed in them
    change({ find: '', sort: undefined, filters: new Map() });
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
        state={state}
        clearings={clearings}
        typed={typed}
        onType={setTyped}
        onFilter={(filters) => change({ filters })}
        onClear={isInitial({ ...state, find: typed }) ? undefined : clear}
        summary={summaryOf(found.length, rows.length)}
      />
      <Grid
        columns={columns}
        rows={found}
        sort={state.sort}
        onSort={(sort) => change({ sort })}
        labelledBy={labelledBy}
        asked={writeState('', name, { ...state, find })}
      />
      <Age
        fetchedAt={sheet.fetched_at}
        staleAfter={sheet.stale_after}
        failing={sheet.failing}
        refresh={refresh}
      />
    </>
  );
}

function summaryOf(found: number, all: number): string {
  const total = `${all.toLocaleString('en-US')} ${all === 1 ? 'row' : 'rows'}`;
  if (found === all) return total;
  return found === 0 ? `None of ${total}` : `${found.toLocaleString('en-US')} of ${total}`;
}
