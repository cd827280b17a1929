import { useLayoutEffect } from 'react';
import { rememberedScroll } from '@/lib/scroll-memory';
import { useVisit, type Visit } from '@/lib/visit';

let arrivedAt: string | undefined;

/**
 * Call with true once a visit's content is on the screen. Focus then moves to its heading and
 * the window to where it should be, once per visit. The first page keeps the browser's focus.
 */
export function useArrival(settled: boolean): void {
  const visit = useVisit();
  useLayoutEffect(() => {
    if (settled && visit.key !== arrivedAt) arrive(visit);
  }, [settled, visit]);
}

function arrive({ key, hash, stays }: Visit) {
  const isFirst = arrivedAt === undefined;
  arrivedAt = key;
  if (stays) return;
  const anchor = hash.length > 1 ? document.getElementById(hash.slice(1)) : null;
  if (!isFirst) moveFocus(anchor ?? mainHeading());
  moveWindow(rememberedScroll(key), anchor, isFirst);
}

const mainHeading = () =>
  document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main');

function moveFocus(target: HTMLElement | null) {
  if (!target) return;
  if (!target.hasAttribute('tabindex')) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

function moveWindow(position: number | undefined, anchor: Element | null, isFirst: boolean) {
  if (position !== undefined) window.scrollTo({ top: position, behavior: 'instant' });
  else if (anchor) anchor.scrollIntoView();
  else if (!isFirst) window.scrollTo({ top: 0, behavior: 'instant' });
}
