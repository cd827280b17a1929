import { lazy, Suspense, useCallback, useEffect, useId, type CSSProperties } from 'react';
import type { SheetBlock, SheetRows } from '@/api-types';
import { ErrorBoundary } from '@/components/ErrorBoundary';
import { Unavailable } from '@/components/Late';
import { Trouble } from '@/components/Trouble';
import { sheetUrl } from '@/lib/paths';
import { resourceAt, useResource } from '@/lib/resources';
import './sheet.css';

const loadTable = () => import('@/blocks/sheet/SheetTable');
const SheetTable = lazy(loadTable);
const GONE = 'This table no longer exists.';

/** A Google Sheet. Room for its rows is kept while they and the code that shows them come. */
export default function Sheet({ heading, sheet, title, rows }: SheetBlock['value']) {
  const headingId = useId();
  useEffect(() => void loadTable().catch(() => undefined), []);
  const size = { '--rows': rows } as CSSProperties;
  return (
    <div className="container section">
      <h2 id={headingId}>{heading || title}</h2>
      <div className={rows > 10 ? 'sheet sheet--long' : 'sheet'} style={size}>
        <ErrorBoundary fallback={<Unavailable />}>
          <Suspense fallback={<Room />}>
            <SheetData url={sheetUrl(sheet)} labelledBy={headingId} />
          </Suspense>
        </ErrorBoundary>
      </div>
    </div>
  );
}

function SheetData({ url, labelledBy }: { url: string; labelledBy: string }) {
  const { data, error, retryNow } = useResource<SheetRows>(url);
  const refresh = useCallback(() => resourceAt(url).refresh(), [url]);
  if (data) return <SheetTable sheet={data} labelledBy={labelledBy} refresh={refresh} />;
  if (!error) return <Room />;
  return <Trouble error={error} what="table" refusal={GONE} onRetry={retryNow} />;
}

const Room = () => <div className="sheet__room" aria-hidden="true" />;
