import { useEffect, useLayoutEffect, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import { useVirtualizer } from '@tanstack/react-virtual';

/** So many rows are drawn at once without anybody noticing; in more, only those near the frame. */
const DRAWN_AT_ONCE = 80;

/**
 * Which rows are drawn, and the heights of those that are not, before and after them: `usual` for
 * a row that was never drawn.
 */
export function useWindow(frame: RefObject<HTMLElement | null>, count: number, usual: number) {
  const printing = usePrinting();
  // Its functions change without React knowing, so the compiler leaves this hook as it is.
  // eslint-disable-next-line react-hooks/incompatible-library
  const rows = useVirtualizer({
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => usual,
    overscan: 12,
    enabled: count > DRAWN_AT_ONCE && !printing,
  });
  useLayoutEffect(() => rows.measure(), [rows, usual]);
  if (count <= DRAWN_AT_ONCE || printing) {
    return { shown: [...Array(count).keys()], before: 0, after: 0, measure: noMeasure };
  }
  const items = rows.getVirtualItems();
  return {
    shown: items.map(({ index }) => index),
    before: items[0]?.start ?? 0,
    after: rows.getTotalSize() - (items.at(-1)?.end ?? 0),
    measure: rows.measureElement,
  };
}

const noMeasure = () => undefined;

/** Paper shows all rows: they are drawn before the browser takes its picture. */
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
