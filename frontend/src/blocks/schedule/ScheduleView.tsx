import type { Event } from '@/api-types';
import { ByTime } from '@/blocks/schedule/ByTime';
import { ByTrack } from '@/blocks/schedule/ByTrack';
import { Waiting } from '@/components/Late';
import { Trouble } from '@/components/Trouble';
import { timeOfDay, day, zoneName } from '@/lib/eventTime';
import { apiUrl, eventUrl } from '@/lib/paths';
import { useResource } from '@/lib/resources';
import { navigate, useVisit } from '@/lib/visit';
import './schedule.css';

export default function ScheduleView({ event: key }: { event: number | null }) {
  const { data: event, error, retryNow } = useResource<Event>(eventUrl(key));
  if (event) return <Day event={event} />;
  if (!error) return <Waiting />;
  return <Trouble error={error} refusal={NOT_YET} onRetry={retryNow} />;
}

const NOT_YET = 'The schedule will be here as soon as it is known.';

function Day({ event }: { event: Event }) {
  const { search } = useVisit();
  const isByTime = new URLSearchParams(search).get('by') === 'time';
  return (
    <div className="schedule">
      <Facts event={event} />
      {event.tracks.length > 0 && <ViewButtons isByTime={isByTime} />}
      {isByTime ? <ByTime event={event} /> : <ByTrack event={event} />}
    </div>
  );
}

function Facts({ event: { title, text, place, starts, ends, time_zone, calendar } }: Props) {
  return (
    <div className="schedule__facts">
      <div>
        <p className="schedule__title">{title}</p>
        <p>
          <time dateTime={starts}>
            {day(starts, time_zone)}, {timeOfDay(starts, time_zone)}
          </time>{' '}
          to <time dateTime={ends}>{timeOfDay(ends, time_zone)}</time> (
          {zoneName(starts, time_zone)})
        </p>
        {place && <p>{place}</p>}
        {text && <p>{text}</p>}
      </div>
      <a className="button" href={apiUrl(calendar)}>
        Add to calendar
      </a>
    </div>
  );
}

type Props = { event: Event };

function ViewButtons({ isByTime }: { isByTime: boolean }) {
  const show = (view: string) => {
    const url = new URL(window.location.href);
    url.searchParams.delete('by');
    if (view) url.searchParams.set('by', view);
    navigate(url.href, { stays: true });
  };
  return (
    <div className="schedule__views" role="group" aria-label="Show the schedule">
      <button type="button" aria-pressed={!isByTime} onClick={() => show('')}>
        By track
      </button>
      <button type="button" aria-pressed={isByTime} onClick={() => show('time')}>
        By time
      </button>
    </div>
  );
}
