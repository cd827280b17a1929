import { Masthead } from '@/components/Masthead';
import { useArrival } from '@/lib/arrival';
import { useHead } from '@/lib/head';
import { HOME_PATH } from '@/lib/paths';

type Props = { siteName: string; reason: string };

/** For a link to a draft that shows nothing any more, or never did. */
export function DeadLink({ siteName, reason }: Props) {
  useHead({ title: 'This draft cannot be shown', siteName, hidden: true });
  useArrival(true);
  return (
    <>
      <Masthead title="This draft cannot be shown">
        <p className="masthead__text">{reason}</p>
      </Masthead>
      <div className="container section">
        <div className="prose">
          <p>
            Ask whoever sent you the link for a new one, or{' '}
            <a href={HOME_PATH}>see the site as it is published</a>.
          </p>
        </div>
      </div>
    </>
  );
}
