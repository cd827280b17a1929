import './stale-notice.css';

/** For a page that is still shown although its latest version could not be fetched. */
export function StaleNotice() {
  return (
    <p className="stale-notice" role="status">
      {navigator.onLine ? 'The site is not answering.' : 'You are offline.'} This is the last
      version you saw.
    </p>
  );
}
