import type { SearchResults } from '@/api-types';
import { NAMES } from '@/features/search/names';
import { searchHref, type Search } from '@/lib/paths';

type Props = { query: string; kinds: SearchResults['kinds']; chosen: Search['kind'] };

/** Leads to the results of one kind, or back to all. Shown where there is something to choose. */
export function Kinds({ query, kinds, chosen }: Props) {
  if (kinds.length < 2 && !chosen) return null;
  const all = kinds.reduce((sum, { count }) => sum + count, 0);
  return (
    <nav aria-label="Kinds of results">
      <ul className="search__kinds">
        <li>
          <a href={searchHref(query)} aria-current={chosen ? undefined : 'true'}>
            All {all}
          </a>
        </li>
        {kinds.map(({ kind, count }) => (
          <li key={kind}>
            <a
              href={searchHref(query, { kind })}
              aria-current={kind === chosen ? 'true' : undefined}
            >
              {NAMES[kind].many} {count}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
