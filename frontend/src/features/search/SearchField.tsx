import { useEffect, useRef, type SubmitEvent } from 'react';
import { SEARCH_MAX_LENGTH, searchHref, type Search } from '@/lib/paths';
import { useTyped } from '@/lib/typed';
import { navigate } from '@/lib/visit';

type Props = { query: string; kind: Search['kind'] };

/** Searches when the visitor pauses, or at once on Enter. */
export function SearchField({ query, kind }: Props) {
  const goTo = (typed: string) => navigate(searchHref(typed.trim(), { kind }), { replace: true });
  const { typed, setTyped, settle } = useTyped(query, goTo);
  const field = useRef<HTMLInputElement>(null);
  const isOpened = useRef(!query);

  // After the focus of an arrival, which a search that was opened to be typed into does not want.
  useEffect(() => {
    if (isOpened.current) field.current?.focus({ preventScroll: true });
  }, []);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    settle();
    goTo(typed);
  };
  return (
    <form className="search-field" role="search" onSubmit={submit}>
      <label htmlFor="search-field">Search this site</label>
      <div className="search-field__row">
        <input
          ref={field}
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
