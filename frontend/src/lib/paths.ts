/** Every address of the site and of its API is made here. */
import type { SearchResult } from '@/api-types';
import { API_BASE_URL } from '@/config';

export const HOME_PATH = '/';
export const SEARCH_PATH = '/search/';
export const PREVIEW_PATH = '/preview/';
export const SEARCH_MIN_LENGTH = 2;
export const SEARCH_MAX_LENGTH = 100;
const RESULT_KINDS = ['page', 'news', 'project'] as const satisfies ResultKind[];

const SERVER_PATHS = [
  '/admin',
  '/django-admin',
  '/api',
  '/documents',
  '/health',
  '/media',
  '/static',
];

type ResultKind = SearchResult['kind'];
type Address = { pathname: string; search: string };

/** `/about` and `/about/` are one page; so are `/caf%C3%A9/` and `/café/`. */
export function pagePath(pathname: string): string {
  const path = pathname.endsWith('/') ? pathname : `${pathname}/`;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The full address of a path below the API that the backend returned, such as a calendar's. */
export const apiUrl = (path: string) => API_BASE_URL + path;

export const layoutUrl = () => `${API_BASE_URL}/layout/`;

export const newsUrl = (path: string, page: number) =>
  `${API_BASE_URL}/news/?${new URLSearchParams({ path, page: String(page) })}`;

export const newsHref = (path: string, page: number) => (page > 1 ? `${path}?page=${page}` : path);

export const draftUrl = () => `${API_BASE_URL}/drafts/`;

export const pageUrl = (path: string) => `${API_BASE_URL}/pages/?path=${encodeURIComponent(path)}`;

export const sheetUrl = (key: string) => `${API_BASE_URL}/sheets/${encodeURIComponent(key)}/`;

export const searchUrl = (search: Search) => `${API_BASE_URL}/search/?${searchParams(search)}`;

export const projectsUrl = (params: URLSearchParams) => `${API_BASE_URL}/projects/?${params}`;

/** Without a key, that of the next event. */
export const eventUrl = (key: number | null) => `${API_BASE_URL}/events/${key ?? 'next'}/`;

export const formUrl = (form: number) => `${API_BASE_URL}/forms/${form}/`;

export const formTokenUrl = (form: number) => `${formUrl(form)}token/`;

export const searchHref = (query: string, { page = 1, kind }: Partial<Search> = {}) =>
  query ? `${SEARCH_PATH}?${searchParams({ query, page, kind })}` : SEARCH_PATH;

function searchParams({ query, page, kind }: Search) {
  return new URLSearchParams({
    q: query,
    ...(kind && { kind }),
    ...(page > 1 && { page: String(page) }),
  });
}

/** Without a kind, results of every kind. */
export type Search = { query: string; page: number; kind?: ResultKind | undefined };

export function readSearch(search: string): Search {
  const params = new URLSearchParams(search);
  return {
    query: (params.get('q') ?? '').trim().slice(0, SEARCH_MAX_LENGTH),
    page: readPage(search),
    kind: RESULT_KINDS.find((kind) => kind === params.get('kind')),
  };
}

export function readPage(search: string): number {
  const page = Math.trunc(Number(new URLSearchParams(search).get('page')));
  return page >= 1 && page <= 1000 ? page : 1;
}

export const isSearchable = (query: string) => query.length >= SEARCH_MIN_LENGTH;

/** The API address of what a page shows. None for a draft, or for a search that is too short. */
export function apiUrlFor({ pathname, search }: Address): string | undefined {
  const path = pagePath(pathname);
  if (path === PREVIEW_PATH) return undefined;
  if (path !== SEARCH_PATH) return pageUrl(path);
  const wanted = readSearch(search);
  return isSearchable(wanted.query) ? searchUrl(wanted) : undefined;
}

/** True for what this application shows itself, false for files, the admin and other sites. */
export function isPageOfThisSite(url: URL): boolean {
  if (url.origin !== window.location.origin) return false;
  const isServers = SERVER_PATHS.some(
    (path) => url.pathname === path || url.pathname.startsWith(`${path}/`),
  );
  return !isServers && !hasFileExtension(url.pathname);
}

const hasFileExtension = (pathname: string) => /\.\w+$/.test(pathname);

/** Whether `path` is the page at `href` or lies below it. */
export function isWithin(href: string, path: string): boolean {
  return href === HOME_PATH ? path === HOME_PATH : path.startsWith(href);
}
