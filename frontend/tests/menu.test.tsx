import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { mockLayout, mockPages } from './api.ts';
import { makePage } from './content.ts';
import { openSite } from './site.tsx';

const about = () => screen.findByRole('button', { name: 'About: more pages' });
const team = () => screen.getByText('Our team', { selector: '.menu a' });
const dialog = () => screen.queryByRole('dialog', { name: 'Menu' });

beforeEach(() => {
  mockLayout();
  mockPages({
    '/about/': makePage('/about/', 'About'),
    '/about/team/': makePage('/about/team/', 'The team'),
  });
});

test('a submenu opens and closes from the keyboard', async () => {
  const { user } = await openSite('/about/');
  (await about()).focus();
  expect(team()).not.toBeVisible();
  await user.keyboard('{Enter}');
  expect(await about()).toHaveAttribute('aria-expanded', 'true');
  expect(team()).toBeVisible();
  await user.keyboard(' ');
  expect(team()).not.toBeVisible();
});

test('Escape closes a submenu and returns the focus to its button', async () => {
  const { user } = await openSite('/about/');
  (await about()).focus();
  await user.keyboard('{Enter}{Tab}');
  expect(team()).toHaveFocus();
  await user.keyboard('{Escape}');
  expect(team()).not.toBeVisible();
  expect(await about()).toHaveFocus();
});

test('a submenu closes when the focus leaves it', async () => {
  const { user } = await openSite('/about/');
  (await about()).focus();
  await user.keyboard('{Enter}{Tab}{Tab}{Tab}');
  expect(team()).not.toBeVisible();
});

test('a submenu follows the mouse, and closes when a page of it opens', async () => {
  const { user } = await openSite('/about/');
  await user.hover(await about());
  expect(team()).toBeVisible();
  await user.click(team());
  await screen.findByRole('heading', { level: 1, name: 'The team' });
  expect(team()).not.toBeVisible();
});

test('a click of the mouse leaves open what its hovering opened', async () => {
  const { user } = await openSite('/about/');
  await user.click(await about()); // hovers first
  expect(team()).toBeVisible();
});

test('Escape closes what the mouse opened, and leaves the focus where it is', async () => {
  const { user } = await openSite('/about/');
  await user.hover(await about());
  expect(team()).toBeVisible();
  await user.keyboard('{Escape}');
  expect(team()).not.toBeVisible();
  expect(document.body).toHaveFocus();
});

test('the menu marks where the visitor is', async () => {
  await openSite('/about/team/');
  await about();
  expect(team()).toHaveAttribute('aria-current', 'page');
  expect(screen.getByText('About', { selector: '.menu a' })).toHaveClass('menu-link--here');
  expect(screen.getByText('Projects', { selector: '.menu a' })).not.toHaveClass('menu-link--here');
});

test('the phone menu is a dialog that closes when a page of it opens', async () => {
  const { user } = await openSite('/about/');
  await about();
  expect(dialog()).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Menu' }));
  await user.click(within(dialog() as HTMLElement).getByRole('link', { name: 'Our team' }));
  await screen.findByRole('heading', { level: 1, name: 'The team' });
  await waitFor(() => expect(dialog()).toBeNull());
});

test('the phone menu closes by its button', async () => {
  const { user } = await openSite('/about/');
  await about();
  await user.click(screen.getByRole('button', { name: 'Menu' }));
  await user.click(screen.getByRole('button', { name: 'Close menu' }));
  expect(dialog()).toBeNull();
});
