import { Suspense, type ReactNode } from 'react';
import { ErrorBoundary } from '@/components/ErrorBoundary';
import { useAnnounced } from '@/lib/announcer';
import './late.css';
import './trouble.css';
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
export function Unavailable() {
  return (
    <div role="alert" className="trouble">
      <p>This part of the page could not be loaded.</p>
      <button type="button" className="button" onClick={() => window.location.reload()}>
        Load it again
      </button>
    </div>
  );
}
