import { SEARCH_PATH } from '@/lib/paths';

export function SearchLink({ path }: { path: string }) {
  return (
    <a
      className="icon-button"
      href={SEARCH_PATH}
      aria-label="Search"
      aria-current={path === SEARCH_PATH ? 'page' : undefined}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M16 16l5 5M10.5 18a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15z" />
      </svg>
    </a>
  );
}
