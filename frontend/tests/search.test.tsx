import { fireEvent, screen, waitFor } from '@testing-library/react';
import { HttpResponse } from 'msw';
import { beforeEach, expect, test, vi } from 'vitest';
import { mockLayout, mockPages, mockSearch, problem } from './api.ts';
import { makePage, makeResults } from './content.ts';
import { letTimePass, metaContent, openSite, pauseTimers } from './site.tsx';

const field = () => screen.getByRole('searchbox', { name: 'Search this site' });

beforeEach(() => mockLayout());

test('asks for words before it searches', async () => {
  const asked = mockSearch((query) => makeResults(query, 1));
  await openSite('/search/');
  expect(screen.getByText(/Type what you are looking for/)).toBeVisible();
  expect(metaContent('robots')).toBe('noindex');
  expect(asked).toEqual([]);
});

test('a shared address shows its results', async () => {
  const asked = mockSearch((query, page) => makeResults(query, 23, page));
  await openSite('/search/?q=robots&page=2');
  expect(await screen.findByRole('heading', { name: '23 results for “robots”' })).toBeVisible();
  expect(field()).toHaveValue('robots');
  expect(screen.getByRole('link', { name: 'Team 11' })).toHaveAttribute(
    'href',
    '/projects/team-11/',
  );
  expect(asked).toEqual(['q=robots&page=2']);
  expect(document.title).toBe('Search: robots · Innovate to Grow');
});

test('searches once when the typing pauses, and puts the query into the address', async () => {
  const asked = mockSearch((query) => makeResults(query, 1));
  const { user } = await openSite('/search/');
  const before = window.history.length;
  await user.type(field(), 'solar car');
  expect(await screen.findByText('1 result for “solar car”', { selector: 'h2' })).toBeVisible();
  expect(asked).toEqual(['q=solar+car']);
  expect(window.location.search).toBe('?q=solar+car');
  expect(window.history.length).toBe(before);
  expect(field()).toHaveFocus();
});

test('searches at once on Enter', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const asked = mockSearch((query) => makeResults(query, 1));
  const { user } = await openSite('/search/');
  await user.type(field(), 'drone{Enter}');
  expect(window.location.search).toBe('?q=drone');
  await screen.findByRole('link', { name: 'Team 1' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual(['q=drone']);
});

test('words still being typed are there on the way back', async () => {
  mockSearch((query) => makeResults(query, 1));
  mockPages({ '/projects/team-1/': makePage('/projects/team-1/', 'Team one') });
  await openSite('/search/?q=drone');
  const result = await screen.findByRole('link', { name: 'Team 1' });
  pauseTimers();
  fireEvent.change(field(), { target: { value: 'drones' } });
  fireEvent.click(result);
  letTimePass();
  expect(window.location.pathname).toBe('/projects/team-1/');
  window.history.back();
  await waitFor(() => expect(window.location.search).toBe('?q=drones'));
  await waitFor(() => expect(field()).toHaveValue('drones'));
});

test('waits for a second letter', async () => {
  const asked = mockSearch((query) => makeResults(query, 1));
  await openSite('/search/?q=r');
  expect(screen.getByText('Type at least 2 characters to search.')).toBeVisible();
  expect(asked).toEqual([]);
});

test('says so, aloud too, when nothing is found', async () => {
  mockSearch((query) => makeResults(query, 0));
  await openSite('/search/?q=unicorn');
  expect(await screen.findByText('Nothing found for “unicorn”', { selector: 'h2' })).toBeVisible();
  await waitFor(() =>
    expect(screen.getByRole('status')).toHaveTextContent('Nothing found for “unicorn”'),
  );
});

test('turns the pages of the results by links, moving focus to the heading', async () => {
  mockSearch((query, page) => makeResults(query, 23, page));
  const { user } = await openSite('/search/?q=robots');
  await user.click(await screen.findByRole('link', { name: 'Next' }));
  expect(await screen.findByText('Page 2 of 3')).toBeVisible();
  expect(screen.getByRole('heading', { level: 1, name: 'Search' })).toHaveFocus();
  await user.click(screen.getByRole('link', { name: 'Previous' }));
  expect(await screen.findByText('Page 1 of 3')).toBeVisible();
  expect(window.location.search).toBe('?q=robots');
});

test('back after a search brings the field and the results of the one before', async () => {
  mockSearch((query, page) => makeResults(query, 23, page));
  mockPages({ '/projects/team-1/': makePage('/projects/team-1/', 'Team 1') });
  const { user } = await openSite('/search/?q=robots');
  await user.click(await screen.findByRole('link', { name: 'Team 1' }));
  await screen.findByRole('heading', { level: 1, name: 'Team 1' });
  window.history.back();
  expect(await screen.findByRole('link', { name: 'Team 2' })).toBeVisible();
  expect(field()).toHaveValue('robots');
});

test('shows what the API says against a query', async () => {
  mockSearch(() => problem(400, 'Ask for something else.'));
  await openSite('/search/?q=%00%00');
  expect(await screen.findByText('Ask for something else.')).toBeVisible();
});

test('keeps trying while the search does not respond', async () => {
  let down = true;
  mockSearch((query) => (down ? HttpResponse.error() : makeResults(query, 1)));
  const { user } = await openSite('/search/?q=robots');
  expect(await screen.findByText(/The search is not responding/)).toBeVisible();
  down = false;
  await user.click(screen.getByRole('button', { name: 'Try again now' }));
  expect(await screen.findByRole('link', { name: 'Team 1' })).toBeVisible();
});

test('says that the search failed, where the server responds with an error', async () => {
  mockSearch(() => problem(500, ''));
  await openSite('/search/?q=robots');
  expect(await screen.findByText(/This part of the page could not be loaded/)).toBeVisible();
  expect(screen.queryByText(/not responding/)).toBeNull();
});

test('opening search focuses its field', async () => {
  mockSearch((query) => makeResults(query, 1));
  await openSite('/search/');
  await waitFor(() => expect(field()).toHaveFocus());
});

test('a shared search leaves the focus where it is', async () => {
  mockSearch((query) => makeResults(query, 1));
  await openSite('/search/?q=drone');
  await screen.findByRole('link', { name: 'Team 1' });
  expect(field()).not.toHaveFocus();
});

test('results show their kind and are filtered by it, also on the next page', async () => {
  const asked = mockSearch((query, page) => ({
    ...makeResults(query, 23, page),
    kinds: [
      { kind: 'page', count: 4 },
      { kind: 'project', count: 23 },
    ],
  }));
  const { user } = await openSite('/search/?q=drone');
  const result = await screen.findByRole('link', { name: 'Team 1' });
  expect(result.closest('li')).toHaveTextContent('Project /projects/team-1/');
  expect(screen.getByRole('link', { name: 'All 27' })).toHaveAttribute('aria-current', 'true');
  await user.click(screen.getByRole('link', { name: 'Projects 23' }));
  await waitFor(() => expect(asked).toEqual(['q=drone', 'q=drone&kind=project']));
  expect(window.location.search).toBe('?q=drone&kind=project');
  await waitFor(() =>
    expect(screen.getByRole('link', { name: 'Projects 23' })).toHaveAttribute(
      'aria-current',
      'true',
    ),
  );
  expect(screen.getByRole('link', { name: 'Next' })).toHaveAttribute(
    'href',
    '/search/?q=drone&kind=project&page=2',
  );
});

test('a kind that the site does not know is every kind', async () => {
  const asked = mockSearch((query) => makeResults(query, 1));
  await openSite('/search/?q=drone&kind=person');
  await screen.findByRole('link', { name: 'Team 1' });
  expect(asked).toEqual(['q=drone']);
});

test('suggests other words where nothing was found', async () => {
  mockSearch((query) => ({
    ...makeResults(query, query === 'canel' ? 0 : 1),
    suggestion: query === 'canel' ? 'canal' : '',
  }));
  const { user } = await openSite('/search/?q=canel');
  await user.click(await screen.findByRole('link', { name: 'canal' }));
  expect(await screen.findByRole('heading', { name: '1 result for “canal”' })).toBeVisible();
});
