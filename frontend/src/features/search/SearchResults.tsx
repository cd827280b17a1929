import type { SearchResults as SearchResponse } from '@/api-types';
import { Pagination } from '@/components/Pagination';
import { Trouble } from '@/components/Trouble';
import { useAnnounced } from '@/lib/announcer';
import { searchHref, searchUrl, type Search } from '@/lib/paths';
import { useResource } from '@/lib/resources';

/** The results of a search; a placeholder while they load, and the error if they cannot. */
export function SearchResults({ search }: { search: Search }) {
  const { data, error, retryNow } = useResource<SearchResponse>(searchUrl(search));
  if (data) return <ResultList response={data} />;
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

function ResultList({ response }: { response: SearchResponse }) {
  const { query, count, page, pages, results } = response;
  const summary = summaryOf(count, query);
  useAnnounced(summary);
  return (
    <>
      <h2 className="search__summary">{summary}</h2>
      {count === 0 && <p>Try fewer or more general words.</p>}
      <ol className="results" start={(page - 1) * 10 + 1}>
        {results.map(({ title, path, excerpt }) => (
          <li key={path}>
            <h3>
              <a href={path}>{title}</a>
            </h3>
            <p className="results__path">{path}</p>
            {excerpt && <p>{excerpt}</p>}
          </li>
        ))}
      </ol>
      <Pagination page={page} pages={pages} hrefOf={(other) => searchHref(query, other)} />
    </>
  );
}

function summaryOf(count: number, query: string): string {
  if (count === 0) return `Nothing found for “${query}”`;
  return `${count} ${count === 1 ? 'result' : 'results'} for “${query}”`;
}
