import type { SearchResults as SearchResponse } from '@/api-types';
import { Kinds } from '@/features/search/Kinds';
import { NAMES } from '@/features/search/names';
import { Pagination } from '@/components/Pagination';
import { Trouble } from '@/components/Trouble';
import { useAnnounced } from '@/lib/announcer';
import { searchHref, searchUrl, type Search } from '@/lib/paths';
import { useResource } from '@/lib/resources';

/** The results of a search; a placeholder while they load, and the error if they cannot. */
export function SearchResults({ search }: { search: Search }) {
  const { data, error, retryNow } = useResource<SearchResponse>(searchUrl(search));
  if (data) return <ResultList response={data} kind={search.kind} />;
  if (error) return <Trouble error={error} what="search" onRetry={retryNow} />;
  return <Searching />;
}

function Searching() {
  useAnnounced('Searching', 300);
  return (
    <div className="skeleton" aria-hidden="true">
      <span className="skeleton__line skeleton__line--short" />
      <span className="skeleton__line" />
      <span className="skeleton__line" />
    </div>
  );
}

function ResultList({ response, kind }: { response: SearchResponse; kind: Search['kind'] }) {
  const { query, count, page, pages, kinds, suggestion, results } = response;
  const summary = summaryOf(count, query);
  useAnnounced(summary);
  return (
    <>
      <h2 className="search__summary">{summary}</h2>
      <Kinds query={query} kinds={kinds} chosen={kind} />
      {count === 0 && kinds.length === 0 && <NothingFound suggestion={suggestion} />}
      <ol className="results" start={(page - 1) * 10 + 1}>
        {results.map(({ kind, title, path, excerpt }) => (
          <li key={path}>
            <h3>
              <a href={path}>{title}</a>
            </h3>
            <p className="results__path">
              <span className="results__kind">{NAMES[kind].one}</span> {path}
            </p>
            {excerpt && <p>{excerpt}</p>}
          </li>
        ))}
      </ol>
      <Pagination
        page={page}
        pages={pages}
        hrefOf={(other) => searchHref(query, { page: other, kind })}
      />
    </>
  );
}

function NothingFound({ suggestion }: { suggestion: string }) {
  if (!suggestion) return <p>Try fewer or more general words.</p>;
  return (
    <p>
      Did you mean <a href={searchHref(suggestion)}>{suggestion}</a>?
    </p>
  );
}

function summaryOf(count: number, query: string): string {
  if (count === 0) return `Nothing found for “${query}”`;
  return `${count} ${count === 1 ? 'result' : 'results'} for “${query}”`;
}
