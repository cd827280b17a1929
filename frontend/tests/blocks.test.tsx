import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { Blocks } from '@/blocks/Blocks';
import openapi from '../openapi.json';
import { block, hero, picture, type Block } from './content.ts';

const show = (...blocks: Block[]) => render(<Blocks blocks={blocks} title="Title" />);

const SOURCES = import.meta.glob<string>('@/blocks/*/index.tsx', {
  eager: true,
  import: 'default',
  query: '?raw',
});
const folderOf = (type: string) => `/src/blocks/${type.replaceAll('_', '-')}/index.tsx`;

test('every block of the API has a folder, whose component takes its value', () => {
  const { mapping } = openapi.components.schemas.Page.properties.body.items.discriminator;
  expect(Object.keys(SOURCES)).toEqual(Object.keys(mapping).map(folderOf).sort());
  for (const [type, schema] of Object.entries(mapping)) {
    const name = schema.split('/').at(-1) ?? '';
    expect(SOURCES[folderOf(type)]).toContain(`${name}['value']`);
  }
});

test('every picture says how large it is and what it shows', () => {
  show(hero('Hello'), block('image', { image: picture('The hall'), caption: 'Full.', wide: true }));
  const image = within(screen.getByRole('figure')).getByRole('img', { name: 'The hall' });
  expect(image).toHaveAttribute('width', '960');
  expect(image).toHaveAttribute('height', '640');
  expect(image).toHaveAttribute('loading', 'lazy');
  expect(screen.getByRole('img', { name: 'Students around a robot' })).toHaveAttribute(
    'loading',
    'eager',
  );
});

test('a hero without a heading of its own uses the title', () => {
  show(hero(''));
  expect(screen.getByRole('heading', { level: 1, name: 'Title' })).toBeVisible();
});

test('a table names its columns and rows, and can be reached by keyboard to scroll', async () => {
  const rows = [['Team 1', 'City of Merced']];
  show(block('table', { caption: 'Teams', columns: ['Team', 'Partner'], rows, row_headers: true }));
  await userEvent.tab();
  expect(screen.getByRole('region', { name: 'Teams' })).toHaveFocus();
  expect(screen.getByRole('table', { name: 'Teams' })).toBeVisible();
  expect(screen.getByRole('columnheader', { name: 'Partner' })).toBeVisible();
  expect(screen.getByRole('rowheader', { name: 'Team 1' })).toBeVisible();
  expect(screen.getByRole('cell', { name: 'City of Merced' })).toBeVisible();
});

test('the empty corner of a table is not announced as a header', () => {
  show(
    block('table', { caption: '', columns: ['', 'Cost'], rows: [['', '1']], row_headers: true }),
  );
  expect(screen.getAllByRole('columnheader')).toHaveLength(1);
  expect(screen.queryByRole('rowheader')).toBeNull();
});

test('a table may have neither caption nor headers', () => {
  show(block('table', { caption: '', columns: [], rows: [['a', 'b']], row_headers: false }));
  expect(screen.queryByRole('columnheader')).toBeNull();
  expect(screen.getAllByRole('cell')).toHaveLength(2);
});

test('an embed fetches nothing from its provider before it is asked to', async () => {
  const src = 'https://www.youtube-nocookie.com/embed/abc';
  const url = 'https://www.youtube.com/watch?v=abc';
  show(block('embed', { title: 'In two minutes', provider: 'YouTube', url, src }));
  expect(document.querySelector('iframe, img, link, script')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: /Play: In two minutes/ }));
  const frame = screen.getByTitle('In two minutes');
  expect(frame).toHaveAttribute('src', src);
  expect(frame).toHaveFocus();
  expect(screen.getByRole('link', { name: /on YouTube/ })).toHaveAttribute('href', url);
});

test('a person without a portrait is shown by initials', () => {
  const person = {
    name: 'Ana María Beltrán',
    role: 'Director',
    organisation: '',
    image: null,
    link: null,
  };
  show(block('people', { heading: 'Team', people: [person] }));
  expect(screen.getByText('AB')).toBeVisible();
  expect(screen.getByText('Ana María Beltrán')).toBeVisible();
});

test('cards keep the order of headings with and without a heading of their own', () => {
  const card = { title: 'Card', text: '', image: null, link: { label: 'More', href: '/more/' } };
  show(
    block('cards', { heading: '', cards: [card] }),
    block('cards', { heading: 'Ways', cards: [card] }),
  );
  expect(screen.getByRole('heading', { level: 2, name: 'Card' })).toBeVisible();
  expect(screen.getByRole('heading', { level: 3, name: 'Card' })).toBeVisible();
  expect(screen.getAllByRole('link', { name: 'Card' })[0]).toHaveAttribute('href', '/more/');
});
