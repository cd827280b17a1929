import { useLayoutEffect } from 'react';
import { rememberedScroll } from '@/lib/scroll-memory';
import { useVisit, type Visit } from '@/lib/visit';

let arrivedAt: string | undefined;
let isTrouble = false;

/**
 * Call with true once a visit's content is on the screen. Focus then moves to its heading and
 * the window to where it should be, once per visit. The first page keeps the browser's focus.
 * With `trouble` it is an error that may go away: then the content arrives as well.
 */
export function useArrival(settled: boolean, trouble = false): void {
  const visit = useVisit();
  useLayoutEffect(() => {
    if (settled && (visit.key !== arrivedAt || (isTrouble && !trouble))) arrive(visit, trouble);
  }, [settled, trouble, visit]);
}

function arrive({ key, hash, stays }: Visit, trouble: boolean) {
  const isFirst = arrivedAt === undefined;
  const isRecovery = arrivedAt === key;
  arrivedAt = key;
  isTrouble = trouble;
  if (isRecovery ? isElsewhere(document.activeElement) : stays) return;
  const anchor = hash.length > 1 ? document.getElementById(hash.slice(1)) : null;
  if (!isFirst) moveFocus(anchor ?? mainHeading());
  moveWindow(rememberedScroll(key), anchor, isFirst);
}

/** Whether somebody has gone on to the menu meanwhile, for example. */
const isElsewhere = (focused: Element | null) => focused?.closest('header, footer');

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
