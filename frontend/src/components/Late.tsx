import { Suspense, type ReactNode } from 'react';
import { ErrorBoundary } from '@/components/ErrorBoundary';
import { useAnnounced } from '@/lib/announcer';
import './late.css';
import './skeleton.css';

/** For a part of a page whose code is fetched when it is needed. Its place is held meanwhile. */
export function Late({ children }: { children: ReactNode }) {
  return (
    <ErrorBoundary fallback={<Unavailable />}>
      <Suspense fallback={<Waiting />}>{children}</Suspense>
    </ErrorBoundary>
  );
}

export function Waiting() {
  useAnnounced('Loading', 300);
  return (
    <div className="skeleton late" aria-hidden="true">
      <span className="skeleton__line skeleton__line--short" />
      <span className="skeleton__line" />
      <span className="skeleton__line" />
    </div>
  );
}

/** A new release may have replaced the code that this page asked for. */
function Unavailable() {
  return (
    <div role="alert" className="late__trouble">
      <p>This part of the page could not be loaded.</p>
      <button type="button" className="button" onClick={() => window.location.reload()}>
        Load it again
      </button>
    </div>
  );
}

type TroubleProps = { isTransient: boolean; message: string; onRetry: () => void };

/** For a part whose answer does not come, or is a refusal. */
export function Trouble({ isTransient, message, onRetry }: TroubleProps) {
  if (!isTransient) return <p role="status">{message}</p>;
  return (
    <div role="status" className="late__trouble">
      <p>The site is not answering. We keep trying.</p>
      <button type="button" className="button" onClick={onRetry}>
        Try again now
      </button>
    </div>
  );
}
