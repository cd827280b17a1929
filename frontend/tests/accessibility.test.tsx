import { screen } from '@testing-library/react';
import axe from 'axe-core';
import { beforeEach, expect, test } from 'vitest';
import { mockLayout, mockPages, mockPaths, mockSearch, problem } from './api.ts';
import { block, hero, layout, makePage, makeResults, picture, richText } from './content.ts';
import { openSite } from './site.tsx';

const link = { label: 'More', href: '/more/' };
const body = [
  hero('Students build it'),
  richText('<h2>Why</h2><p>Because <a href="/about/">we</a> can.</p>'),
  block('image', { image: picture(''), caption: 'The hall.', wide: false }),
  block('cards', {
    heading: 'Ways to take part',
    cards: [{ title: 'Sponsor', text: 'A team.', image: picture('A handshake'), link }],
  }),
  block('call_to_action', { heading: 'A problem?', text: 'Ask.', actions: [link] }),
  block('table', { caption: 'Teams', columns: ['Team'], rows: [['One']], row_headers: true }),
  block('table', { caption: '', columns: [], rows: [['One']], row_headers: false }),
  block('people', {
    heading: 'People',
    people: [{ name: 'Ana Beltrán', role: 'Director', organisation: '', image: null, link }],
  }),
  block('embed', {
    title: 'Film',
    provider: 'YouTube',
    url: 'https://x.org/',
    src: 'https://x.org/e',
  }),
];

beforeEach(() => {
  mockLayout();
  const children = [{ title: 'Team', path: '/about/team/' }];
  mockPages({
    '/': makePage('/', 'Home', { body }),
    '/about/': makePage('/about/', 'About', { children }),
  });
  mockSearch((query) => makeResults(query, 23));
});

/** Contrast needs a layout, which jsdom does not have; the browser journeys check it. */
async function violations() {
  await screen.findByText(layout.footer.legal);
  document.documentElement.lang = 'en';
  const rules = { 'color-contrast': { enabled: false } };
  const results = await axe.run(document, { rules, iframes: false });
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ')}`);
}

test.each([
  ['/', 'Students build it'],
  ['/about/', 'About'],
  ['/search/?q=robots', 'Search'],
  ['/nowhere/', 'Page not found'],
])('axe finds nothing at %s', async (address, title) => {
  await openSite(address);
  await screen.findByRole('heading', { level: 1, name: title });
  expect(await violations()).toEqual([]);
});

test('axe finds nothing when the site cannot be reached', async () => {
  mockPaths(() => problem(503, 'Maintenance.'));
  await openSite('/');
  await screen.findByRole('heading', { level: 1, name: 'Back in a moment' });
  expect(await violations()).toEqual([]);
});

test.each([
  'About: more pages',
  'Menu',
  'Play: Film Plays from YouTube, which may then set cookies.',
])('axe finds nothing after pressing "%s"', async (name) => {
  const { user } = await openSite('/');
  await screen.findByText(layout.footer.legal);
  await user.click(await screen.findByRole('button', { name }));
  expect(await violations()).toEqual([]);
});
