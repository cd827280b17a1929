import { useEffect, useLayoutEffect, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import { useVirtualizer, useWindowVirtualizer } from '@tanstack/react-virtual';

/** Up to this number, all rows are drawn. Above it, only the rows near the visible part are drawn. */
const DRAWN_AT_ONCE = 80;
const OVERSCAN = 12;

/**
 * Which rows are drawn, and the total heights of the rows before and after them that are not drawn.
 * A row that was never drawn has the height `usual`. The rows scroll in the frame, or with the page
 * if they are `inPage`.
 */
export function useWindow(
  frame: RefObject<HTMLElement | null>,
  { count, usual, inPage }: { count: number; usual: number; inPage: boolean },
) {
  const printing = usePrinting();
  const isLong = count > DRAWN_AT_ONCE && !printing;
  const scrollMargin = useOffset(frame, inPage && isLong);
  const options = { count, estimateSize: () => usual, overscan: OVERSCAN };
  // The virtualizers' functions change without React knowing, so the compiler skips this hook.
  // eslint-disable-next-line react-hooks/incompatible-library
  const inFrame = useVirtualizer({
    ...options,
    getScrollElement: () => frame.current,
    enabled: isLong && !inPage,
  });
  const withPage = useWindowVirtualizer({
    ...options,
    scrollMargin,
    scrollToFn: scrollAtOnce,
    enabled: isLong && inPage,
  });
  const rows = inPage ? withPage : inFrame;
  useLayoutEffect(() => rows.measure(), [rows, usual]);
  if (!isLong) {
    return { shown: [...Array(count).keys()], before: 0, after: 0, measure: noMeasure };
  }
  const items = rows.getVirtualItems();
  const margin = inPage ? scrollMargin : 0;
  return {
    shown: items.map(({ index }) => index),
    before: (items[0]?.start ?? margin) - margin,
    after: rows.getTotalSize() + margin - (items.at(-1)?.end ?? margin),
    measure: rows.measureElement,
  };
}

const noMeasure = () => undefined;

/**
 * Corrects the position when a row above turns out to be higher than `usual`. Without animation,
 * although the page's CSS asks for smooth scrolling.
 */
function scrollAtOnce(offset: number, { adjustments = 0 }: { adjustments?: number }) {
  window.scrollTo({ top: offset + adjustments, behavior: 'instant' });
}

/** The distance from the page's top to the frame. It changes when the content above it grows. */
function useOffset(frame: RefObject<HTMLElement | null>, wanted: boolean): number {
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    if (!wanted) return;
    const look = () => {
      const top = frame.current?.getBoundingClientRect().top ?? 0;
      setOffset(Math.round(top + window.scrollY));
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [frame, wanted]);
  return offset;
}

/** Whether the page is being printed. All rows are then drawn before the browser prints it. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const print = () => flushSync(() => setPrinting(true));
    const done = () => setPrinting(false);
    window.addEventListener('beforeprint', print);
    window.addEventListener('afterprint', done);
    return () => {
      window.removeEventListener('beforeprint', print);
      window.removeEventListener('afterprint', done);
    };
  }, []);
  return printing;
}
