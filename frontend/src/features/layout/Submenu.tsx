import { useId, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { MenuItem } from '@/api-types';
import { MenuLink } from '@/features/layout/MenuLink';
import { useVisit } from '@/lib/visit';

type Props = { item: MenuItem; path: string };

/**
 * A link and a button that unfolds the list below it, after
 * https://www.w3.org/WAI/ARIA/apg/patterns/disclosure/examples/disclosure-navigation-hybrid/
 */
export function Submenu({ item, path }: Props) {
  const { open, setOpen, frame, button, handlers } = useDisclosure();
  const listId = useId();
  return (
    <div ref={frame} className="submenu" {...handlers}>
      {item.href && <MenuLink link={item} path={path} />}
      <button
        ref={button}
        type="button"
        className={item.href ? 'submenu__button' : 'submenu__button menu-link'}
        aria-expanded={open}
        aria-controls={listId}
        aria-label={item.href ? `${item.label}: more pages` : undefined}
        onClick={() => setOpen(!open)}
      >
        {!item.href && item.label}
        <svg viewBox="0 0 12 12" aria-hidden="true">
          <path d="M2.5 4.5 6 8l3.5-3.5" />
        </svg>
      </button>
      <ul id={listId} hidden={!open}>
        {item.children.map((child) => (
          <li key={child.label + child.href}>
            <MenuLink link={child} path={path} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Open or closed; a mouse opens by hovering, and Escape, leaving and navigating close. */
function useDisclosure() {
  const { key } = useVisit();
  const [openDuring, setOpenDuring] = useState<string>();
  const open = openDuring === key;
  const setOpen = (wanted: boolean) => setOpenDuring(wanted ? key : undefined);
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  const handlers = {
    onPointerEnter: (event: PointerEvent) => event.pointerType === 'mouse' && setOpen(true),
    onPointerLeave: (event: PointerEvent) => event.pointerType === 'mouse' && setOpen(false),
    onBlur: ({ relatedTarget }: { relatedTarget: EventTarget | null }) => {
      if (!frame.current?.contains(relatedTarget as Node | null)) setOpen(false);
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !open) return;
      setOpen(false);
      button.current?.focus();
    },
  };
  return { open, setOpen, frame, button, handlers };
}
