import { searchHref } from '@/lib/paths';

type Props = { query: string; page: number; pages: number };

export function Pagination({ query, page, pages }: Props) {
  if (pages <= 1) return null;
  return (
    <nav className="pagination" aria-label="Pages of results">
      {page > 1 && (
        <a className="button button--quiet" rel="prev" href={searchHref(query, page - 1)}>
          Previous
        </a>
      )}
      <span>
        Page {page} of {pages}
      </span>
      {page < pages && (
        <a className="button button--quiet" rel="next" href={searchHref(query, page + 1)}>
          Next
        </a>
      )}
    </nav>
  );
}
