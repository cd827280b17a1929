/** The API over a fake network; each test says what it answers. */
import { http, HttpResponse, type HttpResponseResolver } from 'msw';
import { setupServer } from 'msw/node';
import type { Page, Problem, Redirect, SearchResults } from '@/api-types';
import { layout } from './content.ts';

export const api = setupServer();

export const problem = (status: number, detail: string) => {
  const body: Problem = { type: 'about:blank', title: 'Problem', status, detail, errors: {} };
  return HttpResponse.json(body, {
    status,
    headers: { 'Content-Type': 'application/problem+json' },
  });
};

export function answerLayout(resolver: HttpResponseResolver = () => HttpResponse.json(layout)) {
  api.use(http.get('*/api/layout/', resolver));
}

/** Answers with these pages and redirects, by path, and 404 for the rest. Returns the log. */
export function answerPages(pages: Record<string, Page | Redirect>): string[] {
  const asked: string[] = [];
  answerPaths((path) => {
    asked.push(path);
    const page = pages[path];
    return page ? HttpResponse.json(page) : problem(404, 'There is no page at this address.');
  });
  return asked;
}

type PathAnswer = (path: string, request: Request) => Response | Promise<Response>;

export function answerPaths(answer: PathAnswer) {
  api.use(
    http.get('*/api/pages/', ({ request }) =>
      answer(new URL(request.url).searchParams.get('path') ?? '', request),
    ),
  );
}

type SearchAnswer = (query: string, page: number) => SearchResults | Response;

/** Returns the log of questions. */
export function answerSearch(answer: SearchAnswer): string[] {
  const asked: string[] = [];
  api.use(
    http.get('*/api/search/', ({ request }) => {
      const params = new URL(request.url).searchParams;
      asked.push(params.toString());
      const results = answer(params.get('q') ?? '', Number(params.get('page') ?? 1));
      return results instanceof Response ? results : HttpResponse.json(results);
    }),
  );
  return asked;
}

/** An answer that comes when the test says so. */
export function heldAnswer(response: () => Response) {
  const gate = new EventTarget();
  const released = new Promise((resolve) => gate.addEventListener('release', resolve));
  return {
    release: () => gate.dispatchEvent(new Event('release')),
    answer: () => released.then(response),
  };
}
