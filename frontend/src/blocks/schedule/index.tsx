import { lazy, useEffect } from 'react';
import type { ScheduleBlock } from '@/api-types';
import { Late } from '@/components/Late';
import { eventUrl } from '@/lib/paths';
import { resourceAt } from '@/lib/resources';

const ScheduleView = lazy(() => import('@/blocks/schedule/ScheduleView'));

/** An event's talks. They are asked for while the code that shows them is on its way. */
export default function Schedule({ heading, event }: ScheduleBlock['value']) {
  useEffect(() => resourceAt(eventUrl(event)).refresh(), [event]);
  return (
    <section className="container section">
      {heading && <h2>{heading}</h2>}
      <Late>
        <ScheduleView event={event} />
      </Late>
    </section>
  );
}
