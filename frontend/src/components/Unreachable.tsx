import { Masthead } from '@/components/Masthead';
import { useHead } from '@/lib/head';
import type { RequestError } from '@/lib/request';

type Props = { error: RequestError; siteName: string; onRetry: () => void };

/** Shown instead of a page that has never been seen; it goes away by itself. */
export function Unreachable({ error, siteName, onRetry }: Props) {
  const { title, text } = explanation(error);
  useHead({ title, siteName });
  return (
    <>
      <Masthead title={title}>
        <p className="masthead__text">{text}</p>
      </Masthead>
      <div className="container section">
        <div className="prose">
          <p role="status">We keep trying, and the page will appear here as soon as it can.</p>
          <p>
            <button type="button" className="button" onClick={onRetry}>
              Try again now
            </button>
          </p>
        </div>
      </div>
    </>
  );
}

function explanation({ status, isServerFault, isMaintenance, message }: RequestError) {
  if (!navigator.onLine) {
    return {
      title: 'You are offline',
      text: 'This device has lost its connection, so this page cannot be fetched yet.',
    };
  }
  if (isMaintenance) return { title: 'We are working on the site', text: message };
  if (status === 503) {
    return {
      title: 'Back in a moment',
      text: 'The site is being looked after and will be back shortly.',
    };
  }
  if (isServerFault) {
    return {
      title: 'This page failed',
      text: 'The server responded, but with an error, which has been logged. Other pages may work.',
    };
  }
  return {
    title: 'We cannot reach the site',
    text: 'Something between you and us is not responding at the moment.',
  };
}
