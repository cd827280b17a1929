import type { RequestError } from '@/lib/request';
import './trouble.css';

type Props = {
  error: RequestError;
  /** What does not respond, as people call it. */
  what?: string;
  /** Instead of the API's own words for a refusal. */
  refusal?: string;
  onRetry: () => void;
};

/** For a part of a page whose content does not come, or is refused. */
export function Trouble({ error, what = 'site', refusal, onRetry }: Props) {
  if (!error.isTransient) return <p role="status">{refusal ?? error.message}</p>;
  return (
    <div role="status" className="trouble">
      <p>
        {error.isServerFault
          ? 'This part of the page could not be loaded: the server had an error. The rest of the site works.'
          : `The ${what} is not responding. We keep trying.`}
      </p>
      <button type="button" className="button" onClick={onRetry}>
        Try again now
      </button>
    </div>
  );
}
