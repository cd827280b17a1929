import { useEffect, useId, useRef, useState, type PointerEvent } from 'react';
import type { MenuItem } from '@/api-types';
import { MenuLink } from '@/features/layout/MenuLink';
import { useVisit } from '@/lib/visit';

type Props = { item: MenuItem; path: string };

/**
 * A link and a button that unfolds the list below it, after
 * https://www.w3.org/WAI/ARIA/apg/patterns/disclosure/examples/disclosure-navigation-hybrid/
 */
export function Submenu({ item, path }: Props) {
  const { open, toggle, frame, button, handlers } = useDisclosure();
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
        onClick={toggle}
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
  const isUnderMouse = useRef(false);
  useEffect(() => {
    if (!open) return;
    const closeOnEscape = ({ key: pressed }: KeyboardEvent) => {
      if (pressed !== 'Escape') return;
      setOpenDuring(undefined);
      if (frame.current?.contains(document.activeElement)) button.current?.focus();
    };
    document.addEventListener('keydown', closeOnEscape); // the mouse opens without the focus
    return () => document.removeEventListener('keydown', closeOnEscape);
  }, [open]);

  const hover = ({ pointerType }: PointerEvent, isOver: boolean) => {
    if (pointerType !== 'mouse') return;
    isUnderMouse.current = isOver;
    setOpen(isOver);
  };
  const handlers = {
    onPointerEnter: (event: PointerEvent) => hover(event, true),
    onPointerLeave: (event: PointerEvent) => hover(event, false),
    onBlur: ({ relatedTarget }: { relatedTarget: EventTarget | null }) => {
      if (!frame.current?.contains(relatedTarget as Node | null)) setOpen(false);
    },
  };
  /** A click of a mouse would only close what its hovering has opened. */
  const toggle = () => setOpen(isUnderMouse.current || !open);
  return { open, toggle, frame, button, handlers };
}
