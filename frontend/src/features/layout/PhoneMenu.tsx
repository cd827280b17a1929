import { useLayoutEffect, useRef } from 'react';
import type { MenuItem } from '@/api-types';
import { MenuLink } from '@/features/layout/MenuLink';
import { SEARCH_PATH } from '@/lib/paths';
import { useVisit } from '@/lib/visit';
import './phone-menu.css';

type Props = { items: MenuItem[]; path: string };

/** The menu of a narrow window. The dialog element keeps the focus, and gives it back. */
export function PhoneMenu({ items, path }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { key } = useVisit();
  useLayoutEffect(() => dialog.current?.close(), [key]);
  return (
    <div className="phone-menu">
      <button
        type="button"
        className="icon-button"
        aria-label="Menu"
        aria-haspopup="dialog"
        onClick={() => dialog.current?.showModal()}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M3 6h18M3 12h18M3 18h18" />
        </svg>
      </button>
      <dialog ref={dialog} className="phone-menu__dialog" aria-label="Menu">
        <button
          type="button"
          className="icon-button phone-menu__close"
          aria-label="Close menu"
          onClick={() => dialog.current?.close()}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M5 5l14 14M19 5 5 19" />
          </svg>
        </button>
        <nav>
          <ul>
            {items.map((item) => (
              <li key={item.label}>
                <PhoneMenuItem item={item} path={path} />
              </li>
            ))}
            <li>
              <MenuLink link={{ label: 'Search', href: SEARCH_PATH }} path={path} />
            </li>
          </ul>
        </nav>
      </dialog>
    </div>
  );
}

function PhoneMenuItem({ item, path }: { item: MenuItem; path: string }) {
  return (
    <>
      {item.href ? <MenuLink link={item} path={path} /> : <span>{item.label}</span>}
      {item.children.length > 0 && (
        <ul>
          {item.children.map((child) => (
            <li key={child.label + child.href}>
              <MenuLink link={child} path={path} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
