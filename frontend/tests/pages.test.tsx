import { screen, waitFor } from '@testing-library/react';
import { HttpResponse } from 'msw';
import { beforeEach, expect, test, vi } from 'vitest';
import { mockLayout, mockPages, mockPaths, heldResponse, problem } from './api.ts';
import { block, hero, layout, makePage, richText, type Block } from './content.ts';
import { canonical, metaContent, openSite } from './site.tsx';

const heading = (name: string) => screen.findByRole('heading', { level: 1, name });

beforeEach(() => mockLayout());

test('shows the home page with menu and footer', async () => {
  mockPages({ '/': makePage('/', 'Home', { body: [hero('Students build it')] }) });
  await openSite('/');
  await heading('Students build it');
  expect(await screen.findByRole('link', { name: 'Projects' })).toHaveAttribute(
    'href',
    '/projects/',
  );
  expect(screen.getByText(layout.footer.legal)).toBeVisible();
});

test('shows a nested page with the way back up and the way further down', async () => {
  const children = [{ title: 'Mentors', path: '/about/team/mentors/' }];
  const breadcrumbs = [
    { title: 'Home', path: '/' },
    { title: 'About', path: '/about/' },
  ];
  mockPages({ '/about/team/': makePage('/about/team/', 'Our team', { children, breadcrumbs }) });
  await openSite('/about/team/');
  await heading('Our team');
  const trail = screen.getByRole('navigation', { name: 'Breadcrumb' });
  expect(trail).toHaveTextContent('HomeAboutOur team');
  expect(screen.getByRole('link', { name: 'Mentors' })).toHaveAttribute('href', children[0]?.path);
  expect(screen.getByText('November 12, 2026')).toBeVisible();
});

test('shows the page before the menu has come', async () => {
  const slow = heldResponse(() => HttpResponse.json(layout));
  mockLayout(slow.response);
  mockPages({ '/': makePage('/', 'Home') });
  await openSite('/');
  await heading('Home');
  expect(screen.queryByRole('link', { name: 'Projects' })).toBeNull();
  slow.release();
  await screen.findByRole('link', { name: 'Projects' });
});

test('shows the page when only the menu fails', async () => {
  mockLayout(() => problem(500, 'Broken.'));
  mockPages({ '/': makePage('/', 'Home') });
  await openSite('/');
  await heading('Home');
  expect(screen.queryByText(/cannot reach/)).toBeNull();
});

test('shows the page when the layout is malformed', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  mockLayout(() => HttpResponse.json({ menu: 7, footer: null }));
  mockPages({ '/': makePage('/', 'Home') });
  await openSite('/');
  await heading('Home');
});

test('tells search engines and link previews what the page is', async () => {
  const seo = { ...makePage('/', 'x').seo, title: 'Sponsor a team', image: '/media/og.jpg' };
  mockPages({ '/sponsors/': makePage('/sponsors/', 'Sponsors', { seo }) });
  await openSite('/sponsors/');
  await waitFor(() => expect(document.title).toBe('Sponsor a team · Innovate to Grow'));
  expect(metaContent('description')).toBe(seo.description);
  expect(metaContent('og:title')).toBe('Sponsor a team');
  expect(metaContent('og:image')).toBe('http://localhost:3000/media/og.jpg');
  expect(metaContent('robots')).toBeUndefined();
  expect(canonical()).toBe(seo.canonical);
});

test('tells search engines what the page is about, in a script that no text can end', async () => {
  const hostile = '</script><script>alert(1)</script><!--';
  const event = { '@type': 'Event', name: hostile };
  const page = { ...makePage('/event/', 'Event'), structured_data: [event] };
  mockPages({ '/event/': page, '/about/': makePage('/about/', 'About') });
  await openSite('/event/');
  await heading('Event');
  const [script, ...others] = document.querySelectorAll('script[type="application/ld+json"]');
  expect(others).toEqual([]);
  expect(script?.outerHTML.match(/<[/!]?script|<!--/g)).toEqual(['<script', '</script']);
  const graph = { '@context': 'https://schema.org', '@graph': [event] };
  expect(JSON.parse(script?.textContent ?? '')).toEqual(graph);
  expect(metaContent('og:image')).toBe('http://localhost:3000/social.png');
});

test('follows a redirect without leaving the old address in the history', async () => {
  mockPages({
    '/team/': { type: 'redirect', location: '/about/team/', permanent: true },
    '/about/team/': makePage('/about/team/', 'Our team'),
  });
  await openSite('/team/');
  const before = window.history.length;
  await heading('Our team');
  expect(window.location.pathname).toBe('/about/team/');
  expect(window.history.length).toBe(before);
});

test('gives up on redirects that go in a circle', async () => {
  mockPages({
    '/a/': { type: 'redirect', location: '/b/', permanent: false },
    '/b/': { type: 'redirect', location: '/a/', permanent: false },
  });
  await openSite('/a/');
  await heading('Page not found');
});

test('says so when there is no page, and asks search engines not to list it', async () => {
  mockPages({});
  await openSite('/nowhere/');
  await heading('Page not found');
  await waitFor(() => expect(document.title).toBe('Page not found · Innovate to Grow'));
  expect(metaContent('robots')).toBe('noindex');
  expect(canonical()).toBeUndefined();
});

test('treats an address the API calls malformed as not found', async () => {
  mockPaths(() => problem(400, 'The path is malformed.'));
  await openSite('/%ff/');
  await heading('Page not found');
});

test.each(['/about', '/About/'])('shows %s under the address the page goes by', async (address) => {
  const about = makePage('/about/', 'About');
  mockPages({ '/about/': about, '/About/': about });
  await openSite(`${address}?from=mail#history`);
  await heading('About');
  await waitFor(() => expect(window.location.pathname).toBe('/about/'));
  expect(window.location.search + window.location.hash).toBe('?from=mail#history');
});

test('an unknown block renders nothing and breaks nothing', async () => {
  const unknown = { id: 'x', type: 'confetti', value: { colour: 'gold' } } as unknown as Block;
  const body = [unknown, richText('<p>Still here.</p>')];
  mockPages({ '/': makePage('/', 'Home', { body }) });
  await openSite('/');
  await heading('Home');
  expect(screen.getByText('Still here.')).toBeVisible();
});

test.each([
  { type: 'cards', value: { heading: 'Cards', cards: null } },
  { type: 'rich_text', value: {} },
  { type: 'table', value: null },
  { type: 'image', value: { image: null, caption: '', wide: false } },
  { type: 'embed', value: { title: 'Film', provider: 'X', url: 'x', src: 'javascript:alert(1)' } },
  { type: 'constructor', value: {} },
])('a broken $type block does not take the page with it', async ({ type, value }) => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const broken = { id: 'x', type, value } as unknown as Block;
  const body = [richText('<p>Before.</p>'), broken, richText('<p>After.</p>')];
  mockPages({ '/': makePage('/', 'Home', { body }) });
  await openSite('/');
  expect(await screen.findByText('Before.')).toBeVisible();
  expect(screen.getByText('After.')).toBeVisible();
});

test('a page whose hero is broken still has its title as heading', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const broken = { id: 'x', type: 'hero', value: null } as unknown as Block;
  mockPages({ '/': makePage('/', 'Home', { body: [broken] }) });
  await openSite('/');
  await heading('Home');
});

test('a page has one first-level heading, also with a second hero', async () => {
  const body = [hero('First'), hero('Second')];
  mockPages({ '/': makePage('/', 'Home', { body }) });
  await openSite('/');
  await heading('First');
  expect(screen.getAllByRole('heading', { level: 1 })).toHaveLength(1);
  expect(screen.getByRole('heading', { level: 2, name: 'Second' })).toBeVisible();
});

test('a page that cannot be shown at all leaves menu and footer standing', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const body = 'nonsense' as unknown as Block[];
  mockPages({ '/': makePage('/', 'Home', { body, breadcrumbs: null as never }) });
  await openSite('/');
  await heading('This page cannot be shown');
  expect(await screen.findByText(layout.footer.legal)).toBeVisible();
});

test('the call to action offers its links', async () => {
  const actions = [{ label: 'Propose a project', href: '/propose/' }];
  const body = [block('call_to_action', { heading: 'A problem?', text: 'Ask us.', actions })];
  mockLayout(() => problem(500, 'Broken.'));
  mockPages({ '/': makePage('/', 'Home', { body }) });
  await openSite('/');
  const link = await screen.findByRole('link', { name: 'Propose a project' });
  expect(link).toHaveAttribute('href', '/propose/');
});
