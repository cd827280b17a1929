import type { Event, Talk } from '@/api-types';
import { TalkItem } from '@/blocks/schedule/TalkItem';
import { timeOfDay } from '@/lib/eventTime';

type Placed = { talk: Talk; where: string };

/** What begins at the same time, in every track. */
export function ByTime({ event: { tracks, time_zone } }: { event: Event }) {
  const starts = new Map<string, Placed[]>();
  for (const { name, place, talks } of tracks) {
    const where = [name, place].filter(Boolean).join(', ');
    for (const talk of talks) {
      starts.set(talk.starts, [...(starts.get(talk.starts) ?? []), { talk, where }]);
    }
  }
  const moments = [...starts].sort(([one], [other]) => Date.parse(one) - Date.parse(other));
  return (
    <div>
      {moments.map(([moment, placed]) => (
        <section key={moment} className="schedule__group schedule__moment">
          <h3>
            <time dateTime={moment}>{timeOfDay(moment, time_zone)}</time>
          </h3>
          <ul>
            {placed.map(({ talk, where }) => (
              <TalkItem key={talk.id} talk={talk} where={where} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
