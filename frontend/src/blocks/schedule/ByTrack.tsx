import type { Event } from '@/api-types';
import { TalkItem } from '@/blocks/schedule/TalkItem';
import { timeOfDay } from '@/lib/eventTime';

export function ByTrack({ event: { tracks, time_zone } }: { event: Event }) {
  return (
    <div className="schedule__tracks">
      {tracks.map(({ name, place, talks }, index) => (
        <section key={index} className="schedule__group">
          <h3>{name}</h3>
          {place && <p className="schedule__place">{place}</p>}
          <ol>
            {talks.map((talk) => (
              <TalkItem key={talk.id} talk={talk} lead={timeOfDay(talk.starts, time_zone)} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}
