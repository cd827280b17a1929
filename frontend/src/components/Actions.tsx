import type { Link } from '@/api-types';
import './actions.css';

/** Buttons that are links; the first is the one we would like people to choose. */
export function Actions({ links }: { links: Link[] }) {
  if (links.length === 0) return null;
  return (
    <p className="actions">
      {links.map(({ label, href }, index) => (
        <a
          key={label + href}
          className={index === 0 ? 'button' : 'button button--quiet'}
          href={href}
        >
          {label}
        </a>
      ))}
    </p>
  );
}
