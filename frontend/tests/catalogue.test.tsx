import { fireEvent, screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Event, Projects } from '@/api-types';
import { mockLayout, mockPages, api } from './api.ts';
import { block, makePage } from './content.ts';
import { letTimePass, openSite, pauseTimers } from './site.tsx';

// The code of a late part is fetched first.
vi.setConfig({ testTimeout: 30_000 });
const LATE = { timeout: 15_000 };

const projects = (titles: string[]): Projects => ({
  count: titles.length,
  page: 1,
  pages: 1,
  results: titles.map((title, index) => ({
    path: `/all/fall-2026-cap-${index}/`,
    semester: 'Fall 2026',
    class_name: 'Capstone',
    team: `CAP-${index}`,
    title,
    organisation: 'Quail Hollow',
    industry: 'Food',
    excerpt: 'An abstract.',
  })),
  semesters: [{ value: 'fall-2026', label: 'Fall 2026', count: 2 }],
  classes: [{ value: 'Capstone', label: 'Capstone', count: 2 }],
  industries: [],
});

const event: Event = {
  id: 1,
  title: 'Fall 2026',
  text: '',
  place: 'The hall',
  starts: '2026-12-11T09:00:00-08:00',
  ends: '2026-12-11T18:00:00-08:00',
  time_zone: 'America/Los_Angeles',
  calendar: '/events/1/calendar.ics',
  tracks: [],
};

function mockProjects(respond: (asked: URLSearchParams) => Response): string[] {
  const asked: string[] = [];
  api.use(
    http.get('*/api/projects/', ({ request }) => {
      const params = new URL(request.url).searchParams;
      asked.push(params.toString());
      return respond(params);
    }),
  );
  return asked;
}

beforeEach(() => {
  mockLayout();
  mockPages({
    '/all/': makePage('/all/', 'All', {
      body: [block('catalogue', { heading: '', semester: '' })],
    }),
    '/now/': makePage('/now/', 'Now', {
      body: [block('catalogue', { heading: '', semester: 'fall-2026' })],
    }),
    '/day/': makePage('/day/', 'Day', { body: [block('schedule', { heading: '', event: null })] }),
  });
});

test('a choice is a step of its own, which leaves the reader where he is', async () => {
  const asked = mockProjects((params) =>
    HttpResponse.json(projects(params.get('class') ? ['Drone'] : ['Drone', 'Canal'])),
  );
  const { user } = await openSite('/all/');
  expect(await screen.findByRole('heading', { name: '2 projects' }, LATE)).toBeVisible();
  const before = window.history.length;
  await user.selectOptions(screen.getByLabelText('Class'), 'Capstone');
  expect(await screen.findByRole('heading', { name: '1 project' }, LATE)).toBeVisible();
  expect(screen.getByLabelText('Class')).toHaveFocus();
  expect(window.location.search).toBe('?class=Capstone');
  expect(window.history.length).toBe(before + 1);
  await waitFor(() => expect(screen.getAllByRole('status')[0]).toHaveTextContent('1 project'));
  expect(asked).toEqual(['', 'class=Capstone']);
});

test('words still being typed are kept by a filter, and by the step back from it', async () => {
  const asked = mockProjects(() => HttpResponse.json(projects(['Drone'])));
  await openSite('/all/');
  const words = await screen.findByRole('searchbox', undefined, LATE);
  pauseTimers();
  fireEvent.change(words, { target: { value: 'bees' } });
  fireEvent.change(screen.getByLabelText('Class'), { target: { value: 'Capstone' } });
  expect(window.location.search).toBe('?q=bees&class=Capstone');
  letTimePass();
  await waitFor(() => expect(asked).toEqual(['', 'q=bees&class=Capstone']), LATE);

  window.history.back();
  await waitFor(() => expect(window.location.search).toBe('?q=bees'), LATE);
  expect(words).toHaveValue('bees');
});

test('words still being typed are cleared with the filters', async () => {
  mockProjects(() => HttpResponse.json(projects(['Drone'])));
  await openSite('/all/?class=Capstone&sort=title');
  const words = await screen.findByRole('searchbox', undefined, LATE);
  pauseTimers();
  fireEvent.change(words, { target: { value: 'bees' } });
  fireEvent.click(screen.getByRole('button', { name: 'Clear search and filters' }));
  letTimePass();
  expect(words).toHaveValue('');
  expect(words).toHaveFocus(); // and not lost with the button
  expect(window.location.search).toBe('?sort=title');
});

test('a page that is turned right after Enter stays turned', async () => {
  mockProjects((params) =>
    HttpResponse.json({ ...projects(['Drone']), page: Number(params.get('page') ?? 1), pages: 2 }),
  );
  await openSite('/all/');
  const words = await screen.findByRole('searchbox', undefined, LATE);
  pauseTimers();
  fireEvent.change(words, { target: { value: 'bees' } });
  fireEvent.submit(words);
  fireEvent.click(screen.getByRole('link', { name: 'Next' }));
  letTimePass();
  expect(window.location.search).toBe('?q=bees&page=2');
});

test('a page that is limited to a semester asks for it, whatever its address says', async () => {
  const asked = mockProjects(() => HttpResponse.json(projects(['Drone'])));
  await openSite('/now/?semester=spring-2020&page=x&sort=best');
  expect(await screen.findByRole('link', { name: 'Drone' }, LATE)).toBeVisible();
  expect(screen.queryByLabelText('Semester')).toBeNull();
  expect(asked).toEqual(['semester=fall-2026']);
});

test('HTML from a spreadsheet is text', async () => {
  mockProjects(() => HttpResponse.json(projects(['<img src=x onerror=alert(1)>'])));
  await openSite('/all/');
  expect(await screen.findByText('<img src=x onerror=alert(1)>', undefined, LATE)).toBeVisible();
});

test('times are read on the clock of the event, not of the reader', async () => {
  api.use(http.get('*/api/events/next/', () => HttpResponse.json(event)));
  await openSite('/day/');
  expect(await screen.findByText(/Friday, December 11, 2026, 9:00/, undefined, LATE)).toBeVisible();
  expect(screen.getByText(/Pacific Standard Time/)).toBeVisible();
  expect(screen.getByRole('link', { name: 'Add to calendar' })).toHaveAttribute(
    'href',
    '/api/events/1/calendar.ics',
  );
});

test('what other parts of the page have in the address stays in it', async () => {
  mockProjects(() => HttpResponse.json(projects(['Drone'])));
  const { user } = await openSite('/all/?teams.find=bee&class=Capstone');
  await screen.findByRole('searchbox', undefined, LATE);
  await user.selectOptions(screen.getByLabelText('Sort by'), 'title');
  expect(window.location.search).toBe('?teams.find=bee&class=Capstone&sort=title');
});

test('a view of the schedule leaves the rest of the address as it is', async () => {
  const tracks = [{ name: 'One', place: 'A', talks: [] }];
  api.use(http.get('*/api/events/next/', () => HttpResponse.json({ ...event, tracks })));
  const { user } = await openSite('/day/?teams.find=bee');
  await user.click(await screen.findByRole('button', { name: 'By time' }, LATE));
  expect(window.location.search).toBe('?teams.find=bee&by=time');
  await user.click(screen.getByRole('button', { name: 'By track' }));
  expect(window.location.search).toBe('?teams.find=bee');
});

test('an event that is not set yet is no fault', async () => {
  api.use(http.get('*/api/events/next/', () => new HttpResponse('{}', { status: 404 })));
  await openSite('/day/');
  expect(await screen.findByText(/as soon as it is known/, undefined, LATE)).toBeVisible();
});
