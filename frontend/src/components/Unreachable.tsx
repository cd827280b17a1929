import { Masthead } from '@/components/Masthead';
import { useArrival } from '@/lib/arrival';
import { useHead } from '@/lib/head';
import type { RequestError } from '@/lib/request';

type Props = { error: RequestError; siteName: string; onRetry: () => void };

/** Shown instead of a page that has never been seen; it goes away by itself. */
export function Unreachable({ error, siteName, onRetry }: Props) {
  const { title, text } = explanation(error);
  useHead({ title, siteName });
  useArrival(true, true);
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
      text: 'This device has no internet connection.',
    };
  }
  if (isMaintenance) return { title: 'We are working on the site', text: message };
  if (status === 503) {
    return {
      title: 'Back in a moment',
      text: 'We are working on the site. It will be back shortly.',
    };
  }
  if (isServerFault) {
    return {
      title: 'This page could not be loaded',
      text: 'The server had an error, which has been logged. Other pages may work.',
    };
  }
  return {
    title: 'We cannot reach the site',
    text: 'The site, or a network between you and the site, is not responding.',
  };
}
