import { Masthead } from '@/components/Masthead';
import { SearchResults } from '@/features/search/SearchResults';
import { SearchField } from '@/features/search/SearchField';
import { useArrival } from '@/lib/arrival';
import { useHead } from '@/lib/head';
import { isSearchable, readSearch, SEARCH_MIN_LENGTH } from '@/lib/paths';
import './search.css';

type Props = { search: string; siteName: string };

/** The search page. Its address holds the whole query, so it can be shared. */
export function SearchRoute({ search, siteName }: Props) {
  const wanted = readSearch(search);
  useHead({ title: wanted.query ? `Search: ${wanted.query}` : 'Search', siteName, hidden: true });
  useArrival(true);
  return (
    <>
      <Masthead title="Search">
        <SearchField query={wanted.query} kind={wanted.kind} />
      </Masthead>
      <div className="container section">
        <div className="search">
          {isSearchable(wanted.query) ? (
            <SearchResults search={wanted} />
          ) : (
            <p>
              {wanted.query
                ? TOO_SHORT
                : 'Type what you are looking for: a project, a sponsor, a topic.'}
            </p>
          )}
        </div>
      </div>
    </>
  );
}

const TOO_SHORT = `Type at least ${SEARCH_MIN_LENGTH} characters to search.`;
