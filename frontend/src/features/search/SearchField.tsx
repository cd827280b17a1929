import type { SubmitEvent } from 'react';
import { SEARCH_MAX_LENGTH, searchHref } from '@/lib/paths';
import { useTyped } from '@/lib/typed';
import { navigate } from '@/lib/visit';

/** Searches when the visitor pauses, or at once on Enter. */
export function SearchField({ query }: { query: string }) {
  const { typed, setTyped, settle } = useTyped(query, goTo);

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
