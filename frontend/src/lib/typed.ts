import { useCallback, useEffect, useRef, useState } from 'react';
import { beforeLeaving } from '@/lib/visit';

const PAUSE_MS = 300;

/**
 * What is in a search field: what the visitor types, or what the address says when that changes.
 * Calls `commit` when the typing pauses. A visitor who moves on sooner finds the words on the way
 * back, because they are committed to the visit that he leaves.
 */
export function useTyped(query: string, commit: (words: string) => void) {
  const [typed, setTyped] = useState(query);
  const committed = useRef(query);
  const latest = useRef({ typed, commit });

  /** Commits what was typed, if that is still to be done. */
  const settle = useCallback(() => {
    const words = latest.current.typed.trim();
    if (words === committed.current) return;
    committed.current = words;
    latest.current.commit(words);
  }, []);
  /** Empties the field. What was typed and not yet committed is forgotten. */
  const clear = useCallback(() => {
    committed.current = '';
    setTyped('');
  }, []);

  useEffect(() => {
    latest.current = { typed, commit };
  });
  useEffect(() => {
    if (query !== committed.current) setTyped(query);
    committed.current = query;
  }, [query]);
  useEffect(() => {
    const pause = setTimeout(settle, PAUSE_MS);
    return () => clearTimeout(pause);
  }, [typed, settle]);
  useEffect(() => beforeLeaving(settle), [settle]);
  return { typed, setTyped, settle, clear };
}
