import type { Presentation } from '@/api-types';
import { timeOfDay, day } from '@/lib/eventTime';
import { apiUrl } from '@/lib/paths';

export function Presentations({ presentations }: { presentations: Presentation[] }) {
  if (presentations.length === 0) return null;
  return (
    <>
      <h2>See it presented</h2>
      <ul className="presentations">
        {presentations.map(({ event, track, place, starts, time_zone, calendar }) => (
          <li key={calendar}>
            <p className="presentations__event">{event}</p>
            <p>
              <time dateTime={starts}>
                {day(starts, time_zone)}, {timeOfDay(starts, time_zone)}
              </time>
            </p>
            <p>{[track, place].filter(Boolean).join(', ')}</p>
            <a className="button" href={apiUrl(calendar)}>
              Add to calendar
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
