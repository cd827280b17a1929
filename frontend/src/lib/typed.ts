import { useEffect, useRef, useState } from 'react';

const PAUSE_MS = 300;

/**
 * What is in a search field: what the visitor types, or what the address says when that changes.
 * Calls `commit` when the typing pauses.
 */
export function useTyped(query: string, commit: (typed: string) => void) {
  const [typed, setTyped] = useState(query);
  const searched = useRef(query);
  const latest = useRef(commit);

  useEffect(() => {
    latest.current = commit;
  }, [commit]);
  useEffect(() => {
    if (query !== searched.current) setTyped(query);
    searched.current = query;
  }, [query]);
  useEffect(() => {
    if (typed.trim() === searched.current) return;
    const pause = setTimeout(() => {
      searched.current = typed.trim();
      latest.current(typed);
    }, PAUSE_MS);
    return () => clearTimeout(pause);
  }, [typed]);
  return { typed, setTyped };
}
