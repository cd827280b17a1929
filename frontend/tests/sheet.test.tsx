import { fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http } from 'msw';
import { describe, expect, test, vi } from 'vitest';
import type { SheetRows } from '@/api-types';
import { ageOf } from '@/blocks/sheet/Age';
import { nameInAddress, readState, writeState } from '@/blocks/sheet/state';
import SheetTable from '@/blocks/sheet/SheetTable';
import {
  visibleRows,
  describeColumns,
  foldRows,
  meaning,
  type TableState,
} from '@/blocks/sheet/table';
import { mockLayout, mockPages, api, problem } from './api.ts';
import { block, makePage } from './content.ts';
import { letTimePass, openSite, pauseTimers } from './site.tsx';

const KEY = '00000000-0000-4000-8000-00000000000a';

const sheet = (rows: string[][], columns = ['Team', 'Cost']): SheetRows => ({
  key: KEY,
  title: 'Our teams',
  columns,
  rows,
  fetched_at: '2026-11-12T10:00:00Z',
  stale_after: null,
  failing: false,
});

const TEAMS = sheet([
  ['Ólafur', '$1,200'],
  ['Zoë', ''],
  ['Anna', '$90.50'],
]);

function firstCells(rows: SheetRows, state: Partial<TableState>): (string | undefined)[] {
  const whole = { find: '', sort: undefined, filters: new Map<string, string>(), ...state };
  const found = visibleRows(whole, describeColumns(rows), foldRows(rows));
  return found.map(({ cells }) => cells[0]);
}

describe('the state of a table', () => {
  test('finds every word in any cell, whatever its accents and capitals', () => {
    expect(firstCells(TEAMS, { find: ' OLAFUR 1,2' })).toEqual(['Ólafur']);
    expect(firstCells(TEAMS, { find: 'zoe 90' })).toEqual([]);
  });

  test('sorts numbers as numbers, and empty cells last in both directions', () => {
    const sort = (descending: boolean) =>
      firstCells(TEAMS, { sort: { column: 'Cost', descending } });
    expect(sort(false)).toEqual(['Anna', 'Ólafur', 'Zoë']);
    expect(sort(true)).toEqual(['Ólafur', 'Anna', 'Zoë']);
  });

  test('filters by words where values are many, by equality where they are few', () => {
    const few = sheet(['a', 'a', 'b', 'b'].map((letter, index) => [`Team ${index}`, letter]));
    expect(firstCells(few, { filters: new Map([['Cost', 'a']]) })).toEqual(['Team 0', 'Team 1']);
    expect(firstCells(few, { filters: new Map([['Team', 'TEAM 3']]) })).toEqual(['Team 3']);
  });

  test('ignores a column that is gone', () => {
    const sort = { column: 'Gone', descending: true };
    expect(firstCells(TEAMS, { sort, filters: new Map([['Gone', 'x']]) })).toHaveLength(3);
  });

  test('survives its way through the address, beside what else is there', () => {
    const state: TableState = {
      find: 'a & b',
      sort: { column: 'Größe / m', descending: true },
      filters: new Map([['A_b.c', '100%']]),
    };
    const search = writeState('?other=1', 'our-teams', state);
    expect(readState(search, 'our-teams')).toEqual(state);
    expect(readState(search, 'other-teams').find).toBe('');
    const nothing = { find: '', sort: undefined, filters: new Map<string, string>() };
    expect(writeState(search, 'our-teams', nothing)).toBe('?other=1');
  });
});

test.each([
  ['1,234', 1234],
  ['-5', -5],
  ['−5.5', -5.5],
  ['$0.50', 0.5],
  ['12 %', 12],
  ['1/2/2026', Date.UTC(2026, 0, 2)],
  ['2026-01-02', Date.UTC(2026, 0, 2)],
  ['A1', Number.NaN],
  ['1-2', Number.NaN],
  ['', Number.NaN],
])('%s means %d', (cell, number) => expect(meaning(cell)).toBe(number));

test.each([
  ['Our teams', 'our-teams'],
  ['¿Quién? – 2026', 'quién-2026'],
  ['***', 'table'],
])('%s is %s in the address', (title, name) => expect(nameInAddress(title)).toBe(name));

test.each([
  [59_000, 'just now'],
  [61_000, '1 minute ago'],
  [5 * 3_600_000, '5 hours ago'],
  [49 * 3_600_000, '2 days ago'],
])('%d ms is %s', (age, words) => expect(ageOf(age)).toBe(words));

describe('the table', () => {
  test('says how each column is sorted, in three steps', async () => {
    render(<SheetTable sheet={TEAMS} labelledBy="heading" refresh={vi.fn()} />);
    const header = screen.getByRole('columnheader', { name: 'Team' });
    expect(header).not.toHaveAttribute('aria-sort');
    for (const order of ['ascending', 'descending', null]) {
      await userEvent.click(within(header).getByRole('button'));
      expect(header.getAttribute('aria-sort')).toBe(order);
    }
    expect(window.location.search).toBe('');
  });

  test('forgets the words still being typed into a filter when all is cleared', () => {
    pauseTimers();
    render(<SheetTable sheet={TEAMS} labelledBy="heading" refresh={vi.fn()} />);
    const find = screen.getByRole('searchbox', { name: 'Search this table' });
    fireEvent.change(find, { target: { value: 'a' } });
    fireEvent.click(screen.getByRole('button', { name: 'Filter' }));
    fireEvent.change(screen.getByLabelText('Team'), { target: { value: 'zoe' } });
    fireEvent.click(screen.getByRole('button', { name: 'Clear' }));
    letTimePass();
    expect(screen.getByLabelText('Team')).toHaveValue('');
    expect(find).toHaveFocus(); // and not lost with the button
    expect(window.location.search).toBe('');
  });

  test('is read again when it should be newer, and blames Google only if Google fails', () => {
    const refresh = vi.fn();
    const old = { ...TEAMS, stale_after: '2020-01-01T00:00:00Z' };
    const table = (one: SheetRows) => (
      <SheetTable sheet={one} labelledBy="heading" refresh={refresh} />
    );
    const { rerender } = render(table(TEAMS));
    expect(refresh).not.toHaveBeenCalled();
    rerender(table(old));
    expect(refresh).toHaveBeenCalled();
    expect(screen.getByText(/These rows may be out of date/)).toBeVisible();
    rerender(table({ ...old, failing: true }));
    expect(screen.getByText(/Google Sheets is not responding/)).toBeVisible();
  });

  test('moves to its first row after a search, and not when its rows come again', () => {
    const moved = vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(() => undefined);
    vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, -500));
    const table = (one: SheetRows) => (
      <SheetTable sheet={one} labelledBy="heading" refresh={vi.fn()} />
    );
    const { rerender } = render(table(TEAMS));
    rerender(table({ ...TEAMS, rows: [...TEAMS.rows] }));
    expect(moved).not.toHaveBeenCalled();
    const find = screen.getByRole('searchbox', { name: 'Search this table' });
    fireEvent.change(find, { target: { value: 'a' } });
    expect(moved).toHaveBeenCalledOnce();
  });

  test('shows markup as the text it is, and links only what is an address', () => {
    const rows = ['<b>bold</b>', 'javascript:alert(1)', 'https://example.org/a'].map((c) => [c]);
    render(<SheetTable sheet={sheet(rows, ['Cell'])} labelledBy="heading" refresh={vi.fn()} />);
    expect(screen.getByText('<b>bold</b>')).toBeVisible();
    expect(screen.getByRole('link')).toHaveAttribute('href', 'https://example.org/a');
  });
});

test('a sheet that is gone leaves its page standing', async () => {
  mockLayout();
  const value = { heading: 'Teams', sheet: KEY, title: 'Our teams', rows: 3 };
  mockPages({ '/teams/': makePage('/teams/', 'All teams', { body: [block('sheet', value)] }) });
  api.use(http.get(`*/api/sheets/${KEY}/`, () => problem(404, 'There is no such sheet')));
  await openSite('/teams/');
  expect(await screen.findByText('This table no longer exists.')).toBeVisible();
  expect(screen.getByRole('heading', { level: 1, name: 'All teams' })).toBeVisible();
});
