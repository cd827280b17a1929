import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, expect, test, vi } from 'vitest';
import { mockLayout, api, mockPages, mockPaths, heldResponse, problem } from './api.ts';
import { layout, makePage, richText } from './content.ts';
import { followLink, openSite } from './site.tsx';

const heading = (name: string) => screen.findByRole('heading', { level: 1, name });

const html = `
  <p><a href="/about/">About us</a> <a href="#team">Team</a></p>
  <p><a href="/about/" target="_blank">New window</a> <a href="/about/" download>Keep</a></p>
  <p><a href="/media/report.pdf">Report</a> <a href="/documents/3/guide.pdf">Guide</a></p>
  <p><a href="/admin/">Admin</a> <a href="/django-admin/">Django</a> <a href="/api/docs/">API</a></p>
  <p><a href="/static/logo.svg">Logo</a> <a href="https://www.ucmerced.edu/">Campus</a></p>
  <p><a href="mailto:i2g@example.edu">Mail</a> <a href="/administration/">Administration</a></p>
  <h2 id="team">Team</h2>`;

const home = makePage('/', 'Home', { body: [richText(html)] });
const about = makePage('/about/', 'About');

/** Clicks, and says whether the document would have been left; it is not, either way. */
function leavesDocument(name: string, click: MouseEventInit = {}): boolean {
  let prevented = true;
  const watch = (event: Event) => {
    prevented = event.defaultPrevented;
    event.preventDefault();
  };
  window.addEventListener('click', watch, { once: true });
  fireEvent.click(screen.getByRole('link', { name }), click);
  return !prevented;
}

beforeEach(() => mockLayout());

test('a link inside rich text opens its page without a new document', async () => {
  mockPages({ '/': home, '/about/': about });
  await openSite('/');
  await heading('Home');
  expect(leavesDocument('About us')).toBe(false);
  await heading('About');
  expect(window.location.pathname).toBe('/about/');
});

test('a page may be called what a path of the server begins with', async () => {
  mockPages({ '/': home, '/administration/': makePage('/administration/', 'Administration') });
  await openSite('/');
  await heading('Home');
  expect(leavesDocument('Administration')).toBe(false);
  await heading('Administration');
});

test.each([
  'New window',
  'Keep',
  'Report',
  'Guide',
  'Admin',
  'Django',
  'API',
  'Logo',
  'Campus',
  'Mail',
  'Team',
])('leaves the link "%s" to the browser', async (name) => {
  mockPages({ '/': home });
  await openSite('/');
  await heading('Home');
  expect(leavesDocument(name)).toBe(true);
  expect(window.location.pathname).toBe('/');
});

test.each([
  { ctrlKey: true },
  { metaKey: true },
  { shiftKey: true },
  { altKey: true },
  { button: 1 },
])('leaves a click with %o to the browser', async (click) => {
  mockPages({ '/': home });
  await openSite('/');
  await heading('Home');
  expect(leavesDocument('About us', click)).toBe(true);
});

test('the first page leaves the focus alone; the next one gets it on its heading', async () => {
  mockPages({ '/': home, '/about/': about });
  const { user } = await openSite('/');
  await heading('Home');
  expect(document.body).toHaveFocus();
  await user.click(screen.getByRole('link', { name: 'About us' }));
  expect(await heading('About')).toHaveFocus();
  expect(vi.spyOn(window, 'scrollTo')).toHaveBeenLastCalledWith({ top: 0, behavior: 'instant' });
});

test('a link to the page that is shown moves to its top and adds nothing to the history', async () => {
  mockPages({ '/about/': about });
  const { user } = await openSite('/about/');
  await heading('About');
  const before = window.history.length;
  await followLink(user, '/about/');
  expect(await heading('About')).toHaveFocus();
  expect(vi.spyOn(window, 'scrollTo')).toHaveBeenLastCalledWith({ top: 0, behavior: 'instant' });
  expect(window.history.length).toBe(before);
});

test('back returns to the page, the place and the heading it was left at', async () => {
  mockPages({ '/': home, '/about/': about });
  const { user } = await openSite('/');
  await heading('Home');
  vi.stubGlobal('scrollY', 640);
  await user.click(screen.getByRole('link', { name: 'About us' }));
  await heading('About');
  vi.stubGlobal('scrollY', 0);
  act(() => window.history.back());
  expect(await heading('Home')).toHaveFocus();
  expect(vi.spyOn(window, 'scrollTo')).toHaveBeenLastCalledWith({ top: 640, behavior: 'instant' });
});

test('a reload returns to where the page was left', async () => {
  mockPages({ '/': home });
  await openSite('/');
  await heading('Home');
  vi.stubGlobal('scrollY', 300);
  window.dispatchEvent(new Event('pagehide'));
  const { key } = window.history.state as { key: string };
  expect(JSON.parse(sessionStorage.getItem('scroll') ?? '')).toEqual({ [key]: 300 });
});

test('an address with an anchor moves to it once the page is there', async () => {
  const scrollIntoView = vi.spyOn(Element.prototype, 'scrollIntoView');
  mockPages({ '/about/': about, '/': home });
  const { user } = await openSite('/about/');
  await heading('About');
  await followLink(user, '/#team');
  await heading('Home');
  const anchor = screen.getByRole('heading', { level: 2, name: 'Team' });
  expect(anchor).toHaveFocus();
  expect(scrollIntoView.mock.contexts).toEqual([anchor]);
});

test('the page that was asked for last wins, and the request before it is given up', async () => {
  const slow = heldResponse(() => HttpResponse.json(about));
  let abandoned = false;
  api.use(
    http.get('*/api/pages/', ({ request }) => {
      if (!request.url.includes('about')) return HttpResponse.json(home);
      request.signal.addEventListener('abort', () => (abandoned = true));
      return slow.response();
    }),
  );
  const { user } = await openSite('/');
  await heading('Home');
  await user.click(screen.getByRole('link', { name: 'About us' }));
  act(() => window.history.back());
  await heading('Home');
  await waitFor(() => expect(abandoned).toBe(true));
  slow.release();
  expect(screen.queryByRole('heading', { name: 'About' })).toBeNull();
});

test.each(['hover', 'focus', 'touch'])('fetches a page ahead on %s', async (way) => {
  const asked = mockPages({ '/': home, '/about/': about });
  const { user } = await openSite('/');
  await heading('Home');
  const link = screen.getByRole('link', { name: 'About us' });
  if (way === 'hover') await user.hover(link);
  if (way === 'focus') act(() => link.focus());
  if (way === 'touch') fireEvent.touchStart(link);
  await waitFor(() => expect(asked).toEqual(['/', '/about/']));
  await user.click(link);
  await heading('About');
  expect(asked).toEqual(['/', '/about/']);
});

test('does not fetch ahead what is not a page of this site', async () => {
  const asked = mockPages({ '/': home });
  await openSite('/');
  await heading('Home');
  for (const name of ['Report', 'Admin', 'Campus', 'Mail', 'New window', 'Team']) {
    act(() => screen.getByRole('link', { name }).focus());
  }
  expect(asked).toEqual(['/']);
});

test('a page seen before is shown at once, and brought up to date', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  let version = 1;
  const title = (path: string) => (path === '/' ? `Home ${version}` : 'About');
  mockPaths((path) => HttpResponse.json(makePage(path, title(path), { body: home.body })));
  const { user } = await openSite('/');
  await heading('Home 1');
  await user.click(screen.getByRole('link', { name: 'About us' }));
  await heading('About');
  version = 2;
  vi.setSystemTime(Date.now() + 60_000);
  act(() => window.history.back());
  await heading('Home 1');
  await heading('Home 2');
});

test('a page that was taken away is not shown from memory', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  let published = true;
  mockPaths((path) => {
    if (path === '/') return published ? HttpResponse.json(home) : problem(404, 'Gone.');
    return HttpResponse.json(about);
  });
  const { user } = await openSite('/');
  await heading('Home');
  await user.click(screen.getByRole('link', { name: 'About us' }));
  await heading('About');
  published = false;
  vi.setSystemTime(Date.now() + 60_000);
  act(() => window.history.back());
  await heading('Page not found');
});

test('tells a screen reader that a slow page is loading, and when it no longer is', async () => {
  const slow = heldResponse(() => HttpResponse.json(about));
  mockPaths((path) => (path === '/about/' ? slow.response() : HttpResponse.json(home)));
  const { user } = await openSite('/');
  await heading('Home');
  await user.click(screen.getByRole('link', { name: 'About us' }));
  await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent('Loading'));
  slow.release();
  await heading('About');
  expect(screen.getByRole('status')).toBeEmptyDOMElement();
});

test('the first thing the keyboard reaches skips to the content', async () => {
  mockPages({ '/': home });
  const { user } = await openSite('/');
  await heading('Home');
  await user.tab();
  const skip = screen.getByRole('link', { name: 'Skip to content' });
  expect(skip).toHaveFocus();
  expect(document.querySelector(skip.getAttribute('href') ?? '')).toBe(screen.getByRole('main'));
});

test('a step inside the site brings a menu that was edited meanwhile', async () => {
  let legal = 'Before';
  mockLayout(() => HttpResponse.json({ ...layout, footer: { ...layout.footer, legal } }));
  mockPages({ '/': home, '/about/': about });
  await openSite('/');
  await screen.findByText('Before');
  legal = 'After';
  const now = Date.now();
  vi.spyOn(Date, 'now').mockReturnValue(now + 10_000);
  leavesDocument('About us');
  await screen.findByText('After');
});
