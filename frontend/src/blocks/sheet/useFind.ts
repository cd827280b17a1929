import { useEffect, useRef, useState } from 'react';

const PAUSE_MS = 300;

/** Words as they are typed; they reach the address when the typing pauses. */
export function useFind(find: string, onPause: (find: string) => void) {
  const [typed, setTyped] = useState(find);
  const written = useRef(find);
  const report = useRef(onPause);

  useEffect(() => {
    report.current = onPause;
  });
  useEffect(() => {
    if (find !== written.current) setTyped(find);
    written.current = find;
  }, [find]);
  useEffect(() => {
    if (typed === written.current) return;
    const pause = setTimeout(() => {
      written.current = typed;
      report.current(typed);
    }, PAUSE_MS);
    return () => clearTimeout(pause);
  }, [typed]);
  return { typed, setTyped };
}
