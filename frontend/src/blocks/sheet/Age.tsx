import { useEffect, useState } from 'react';

type Props = {
  fetchedAt: string;
  staleAfter: string | null;
  failing: boolean;
  refresh: () => void;
};

/** How old the rows are; as a notice where they should be newer. Then they are also read again. */
export function Age({ fetchedAt, staleAfter, failing, refresh }: Props) {
  const now = useNow();
  const isStale = staleAfter !== null && now > Date.parse(staleAfter);
  const isOld = failing || isStale;
  useEffect(() => {
    if (isStale) refresh();
  }, [isStale, now, refresh]);
  const when = new Date(fetchedAt).toLocaleString('en-US', {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const age = ageOf(now - Date.parse(fetchedAt));
  if (!isOld) {
    return (
      <p className="sheet__age">
        Updated{' '}
        <time dateTime={fetchedAt} title={when}>
          {age}
        </time>
      </p>
    );
  }
  return (
    <p className="sheet__age sheet__age--old">
      {failing
        ? 'Google Sheets is not responding at the moment.'
        : 'These rows may be out of date.'}{' '}
      They were read{' '}
      <time dateTime={fetchedAt}>
        {age}, on {when}
      </time>
      .
    </p>
  );
}

const MINUTE = 60_000;

function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE);
    return () => clearInterval(timer);
  }, []);
  return now;
}

const UNITS = [
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
] as const;

export function ageOf(milliseconds: number): string {
  const unit = UNITS.find(([, length]) => milliseconds >= length);
  if (!unit) return 'just now';
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
  return format.format(-Math.floor(milliseconds / unit[1]), unit[0]);
}
