import { useEffect, useRef, useState, type SubmitEvent } from 'react';
import { SEARCH_MAX_LENGTH, searchHref } from '@/lib/paths';
import { navigate } from '@/lib/visit';

const PAUSE_MS = 300;

/** Searches when the visitor pauses, or at once on Enter. */
export function SearchField({ query }: { query: string }) {
  const { typed, setTyped } = useTyped(query);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    goTo(typed);
  };
  return (
    <form className="search-field" role="search" onSubmit={submit}>
      <label htmlFor="search-field">Search this site</label>
      <div className="search-field__row">
        <input
          id="search-field"
          type="search"
          name="q"
          value={typed}
          maxLength={SEARCH_MAX_LENGTH}
          autoComplete="off"
          enterKeyHint="search"
          onChange={(event) => setTyped(event.target.value)}
        />
        <button type="submit" className="button">
          Search
        </button>
      </div>
    </form>
  );
}

const goTo = (typed: string) => navigate(searchHref(typed.trim()), { replace: true });

/** What is in the field: what the visitor types, or what the address says when that changes. */
function useTyped(query: string) {
  const [typed, setTyped] = useState(query);
  const searched = useRef(query);

  useEffect(() => {
    if (query !== searched.current) setTyped(query);
    searched.current = query;
  }, [query]);
  useEffect(() => {
    if (typed.trim() === searched.current) return;
    const pause = setTimeout(() => {
      searched.current = typed.trim();
      goTo(typed);
    }, PAUSE_MS);
    return () => clearTimeout(pause);
  }, [typed]);
  return { typed, setTyped };
}
