/** The API over a fake network; each test says how it responds. */
import { http, HttpResponse, type HttpResponseResolver } from 'msw';
import { setupServer } from 'msw/node';
import type { Page, Problem, Redirect, SearchResults } from '@/api-types';
import { layout } from './content.ts';

export const api = setupServer();

export const problem = (status: number, detail: string, type = 'about:blank') => {
  const body: Problem = { type, title: 'Problem', status, detail, errors: {} };
  return HttpResponse.json(body, {
    status,
    headers: { 'Content-Type': 'application/problem+json' },
  });
};

export function mockLayout(resolver: HttpResponseResolver = () => HttpResponse.json(layout)) {
  api.use(http.get('*/api/layout/', resolver));
}

/** Responds with these pages and redirects, by path, and 404 for the rest. Returns the log. */
export function mockPages(pages: Record<string, Page | Redirect>): string[] {
  const asked: string[] = [];
  mockPaths((path) => {
    asked.push(path);
    const page = pages[path];
    return page ? HttpResponse.json(page) : problem(404, 'There is no page at this address.');
  });
  return asked;
}

type PathResponder = (path: string, request: Request) => Response | Promise<Response>;

export function mockPaths(respond: PathResponder) {
  api.use(
    http.get('*/api/pages/', ({ request }) =>
      respond(new URL(request.url).searchParams.get('path') ?? '', request),
    ),
  );
}

type SearchResponder = (query: string, page: number) => SearchResults | Response;

/** Returns the log of query strings. */
export function mockSearch(respond: SearchResponder): string[] {
  const asked: string[] = [];
  api.use(
    http.get('*/api/search/', ({ request }) => {
      const params = new URL(request.url).searchParams;
      asked.push(params.toString());
      const results = respond(params.get('q') ?? '', Number(params.get('page') ?? 1));
      return results instanceof Response ? results : HttpResponse.json(results);
    }),
  );
  return asked;
}

/** A response that comes when the test says so. */
export function heldResponse(makeResponse: () => Response) {
  const gate = new EventTarget();
  const released = new Promise((resolve) => gate.addEventListener('release', resolve));
  return {
    release: () => gate.dispatchEvent(new Event('release')),
    response: () => released.then(makeResponse),
  };
}
