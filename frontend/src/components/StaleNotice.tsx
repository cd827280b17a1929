import type { RequestError } from '@/lib/request';
import './stale-notice.css';

/** For a page that is still shown although its latest version could not be fetched. */
export function StaleNotice({ error }: { error: RequestError }) {
  return (
    <p className="stale-notice" role="status">
      {reasonOf(error)} This may not be the latest version.
    </p>
  );
}

function reasonOf({ isServerFault }: RequestError): string {
  if (!navigator.onLine) return 'You are offline.';
  return isServerFault ? 'The server had an error.' : 'The site is not responding.';
}
