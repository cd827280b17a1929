import { act, screen, waitFor } from '@testing-library/react';
import { HttpResponse } from 'msw';
import { beforeEach, expect, test, vi } from 'vitest';
import { mockLayout, mockPaths, problem } from './api.ts';
import { makePage, richText } from './content.ts';
import { metaContent, followLink, openSite } from './site.tsx';

const heading = (name: string) => screen.findByRole('heading', { level: 1, name });

const home = makePage('/', 'Home', { body: [richText('<p><a href="/about/">About us</a></p>')] });
const about = makePage('/about/', 'About');

let respond: () => Response;
let asked: number;

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  respond = () => HttpResponse.json(home);
  asked = 0;
  mockLayout();
  mockPaths((path) => {
    if (path === '/about/') return HttpResponse.json(about);
    asked += 1;
    return respond();
  });
});

const goOffline = () => vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);

const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));

test('offers the page by itself once the site responds again, and is never struck off an index', async () => {
  respond = () => problem(500, 'Broken.');
  await openSite('/');
  await heading('This page could not be loaded');
  expect(metaContent('robots')).toBeUndefined();
  respond = () => HttpResponse.json(home);
  await pass(1_300);
  await heading('Home');
});

test.each([
  [500, 'This page could not be loaded'],
  [502, 'We cannot reach the site'],
  [503, 'Back in a moment'],
  [504, 'We cannot reach the site'],
])('says what status %i means', async (status, title) => {
  respond = () => problem(status, '');
  await openSite('/');
  await heading(title);
});

test('shows in place of every page that visitors are kept out, and comes back by itself', async () => {
  const kept = 'The site will be back on November 29 by 2:30 PM PST.';
  mockLayout(() => problem(503, kept, 'urn:innovate-to-grow:maintenance'));
  respond = () => problem(503, kept, 'urn:innovate-to-grow:maintenance');
  await openSite('/');
  await heading('We are working on the site');
  expect(await screen.findByText(kept)).toBeVisible();
  expect(metaContent('robots')).toBeUndefined();
  mockLayout();
  respond = () => HttpResponse.json(home);
  await pass(1_300);
  await heading('Home');
});

test('asks ever more rarely while the site does not respond', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  respond = () => HttpResponse.error();
  await openSite('/');
  await heading('We cannot reach the site');
  const began = Date.now();
  const moments = [0];
  while (moments.length < 8) {
    const before = asked;
    await pass(250);
    if (asked > before) moments.push((Date.now() - began) / 1000);
  }
  const pauses = moments
    .slice(1)
    .map((moment, index) => Math.round(moment - (moments[index] ?? 0)));
  expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30]);
});

test('says that the device is offline, and comes back at once with the connection', async () => {
  const offline = goOffline();
  respond = () => HttpResponse.error();
  await openSite('/');
  await heading('You are offline');
  offline.mockReturnValue(true);
  respond = () => HttpResponse.json(home);
  act(() => void window.dispatchEvent(new Event('online')));
  await heading('Home');
});

test('comes back when the visitor looks at the page again', async () => {
  respond = () => HttpResponse.error();
  await openSite('/');
  await heading('We cannot reach the site');
  respond = () => HttpResponse.json(home);
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
  await heading('Home');
});

test('lets the visitor try again without waiting', async () => {
  respond = () => problem(503, 'Maintenance.');
  const { user } = await openSite('/');
  await heading('Back in a moment');
  respond = () => HttpResponse.json(home);
  await user.click(screen.getByRole('button', { name: 'Try again now' }));
  await heading('Home');
});

test('a page that comes after an error has the focus, unless the visitor has gone on', async () => {
  respond = () => problem(503, 'Maintenance.');
  const { user } = await openSite('/about/');
  await heading('About');
  await followLink(user, '/');
  expect(await heading('Back in a moment')).toHaveFocus();
  respond = () => HttpResponse.json(home);
  await user.click(screen.getByRole('button', { name: 'Try again now' }));
  expect(await heading('Home')).toHaveFocus();
});

test('a page that comes after an error leaves the focus in the menu', async () => {
  respond = () => problem(503, 'Maintenance.');
  await openSite('/');
  await heading('Back in a moment');
  const inMenu = await screen.findByRole('button', { name: 'Menu' });
  inMenu.focus();
  respond = () => HttpResponse.json(home);
  await pass(2_000);
  await heading('Home');
  expect(inMenu).toHaveFocus();
});

test('every request has a deadline in browsers without AbortSignal.any', async () => {
  vi.stubGlobal('AbortSignal', Object.assign(AbortSignal, { any: undefined }));
  await openSite('/');
  await heading('Home');
});

test('takes a page of HTML in place of JSON for no response', async () => {
  respond = () => HttpResponse.html('<!doctype html><title>Proxy</title>');
  await openSite('/');
  await heading('We cannot reach the site');
});

test('gives up on a response that does not come in ten seconds', async () => {
  const deadline = new AbortController();
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(deadline.signal);
  mockPaths(() => new Promise<Response>(() => undefined));
  await openSite('/');
  expect(timeout).toHaveBeenCalledWith(10_000);
  await pass(100);
  act(() => deadline.abort(new DOMException('Too late.', 'TimeoutError')));
  await heading('We cannot reach the site');
});

test('keeps the last seen content while only a refresh fails', async () => {
  const { user } = await openSite('/');
  await heading('Home');
  await user.click(screen.getByRole('link', { name: 'About us' }));
  await heading('About');
  const offline = goOffline();
  respond = () => HttpResponse.error();
  vi.setSystemTime(Date.now() + 60_000);
  act(() => window.history.back());
  await heading('Home');
  expect(
    await screen.findByText(/You are offline. This may not be the latest version/),
  ).toBeVisible();
  expect(screen.getByRole('link', { name: 'About us' })).toBeVisible();
  offline.mockReturnValue(true);
  respond = () => HttpResponse.json(home);
  act(() => void window.dispatchEvent(new Event('online')));
  await waitFor(() => expect(screen.queryByText(/last version/)).toBeNull());
});

test('stops asking for a page nobody is looking at any more', async () => {
  respond = () => problem(500, 'Broken.');
  const { user } = await openSite('/');
  await heading('This page could not be loaded');
  const link = await screen.findByRole('link', { name: 'Projects' });
  link.setAttribute('href', '/about/');
  await user.click(link);
  await heading('About');
  const before = asked;
  await pass(120_000);
  expect(asked).toBe(before);
});

test('does not insist on a page that was only fetched ahead', async () => {
  let askedAhead = 0;
  mockPaths((path) => {
    if (path === '/') return HttpResponse.json(home);
    askedAhead += 1;
    return problem(500, 'Broken.');
  });
  await openSite('/');
  const link = await screen.findByRole('link', { name: 'About us' });
  act(() => link.focus());
  await pass(120_000);
  expect(askedAhead).toBe(1);
});
