import { useAnnounced } from '@/lib/announcer';
import './skeleton.css';

const ANNOUNCE_AFTER_MS = 300;

/** Holds the place of a page that is on its way. index.html paints the same shapes. */
export function Skeleton({ tall = false }: { tall?: boolean }) {
  useAnnounced('Loading', ANNOUNCE_AFTER_MS);
  return (
    <div className="skeleton" aria-hidden="true">
      <div className={tall ? 'skeleton__band skeleton__band--tall' : 'skeleton__band'}>
        <div className="container">
          <span className="skeleton__title" />
          <span className="skeleton__text" />
        </div>
      </div>
      <div className="container">
        <span className="skeleton__line" />
        <span className="skeleton__line" />
        <span className="skeleton__line skeleton__line--short" />
      </div>
    </div>
  );
}
