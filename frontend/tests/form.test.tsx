import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, expect, test, vi } from 'vitest';
import type { FormBlock, Problem } from '@/api-types';
import { mockLayout, mockPages, api, problem } from './api.ts';
import { block, makePage } from './content.ts';
import { openSite } from './site.tsx';

vi.setConfig({ testTimeout: 60_000 }); // the form is fetched anew for each document

type FormField = FormBlock['value']['fields'][number];

const field = (name: string, type: FormField['type'], rest: Partial<FormField> = {}) => ({
  name,
  type,
  label: name,
  help: '',
  required: true,
  choices: [],
  initial: [],
  ...rest,
});

const FIELDS = [
  field('name', 'singleline', { label: 'Your name', help: 'As on your badge' }),
  field('email', 'email', { label: 'Email' }),
  field('topics', 'checkboxes', { label: 'Topics', choices: ['A', 'B'], required: false }),
];

type Sent = { key: string; token: string; website: string; values: Record<string, unknown> };

const showForm = async (fields: FormField[] = FIELDS) => {
  const value = { form: 7, fields, button: 'Send', thanks: 'Thank you!' };
  mockPages({ '/contact/': makePage('/contact/', 'Contact', { body: [block('form', value)] }) });
  const site = await openSite('/contact/');
  await screen.findByRole('button', { name: 'Send' }, { timeout: 20_000 });
  return site;
};

/** Responds to submissions in turn, the last one for good. Returns what was sent. */
function mockForm(...responses: (() => Response | Promise<Response>)[]): Sent[] {
  const sent: Sent[] = [];
  let opened = 0;
  api.use(
    http.get('*/api/forms/7/token/', () =>
      HttpResponse.json({ token: `token-${++opened}`, wait: 0 }),
    ),
    http.post('*/api/forms/7/', async ({ request }) => {
      sent.push((await request.json()) as Sent);
      return (responses.length > 1 ? responses.shift() : responses[0])?.() ?? HttpResponse.error();
    }),
  );
  return sent;
}

const received = () => HttpResponse.json({ key: '' }, { status: 201 });
const invalid = (errors: Problem['errors']) => () =>
  HttpResponse.json(
    { type: 'about:blank', title: '', status: 422, detail: '', errors },
    { status: 422 },
  );

const fill = async ({ user }: Awaited<ReturnType<typeof openSite>>) => {
  await user.type(screen.getByLabelText('Your name'), 'Ada');
  await user.type(screen.getByLabelText('Email'), 'ada@example.org');
};
const press = async ({ user }: Awaited<ReturnType<typeof openSite>>) =>
  user.click(screen.getByRole('button', { name: 'Send' }));

beforeEach(() => {
  mockLayout();
  vi.stubGlobal('scrollTo', () => undefined);
});

test('a submission is sent, and thanks take the focus', async () => {
  const sent = mockForm(received);
  const site = await showForm();
  await fill(site);
  await site.user.click(screen.getByLabelText('B'));
  await press(site);
  expect(await screen.findByText('Thank you!')).toHaveFocus();
  expect(sent).toEqual([
    {
      key: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      token: 'token-1',
      website: '',
      values: { name: 'Ada', email: 'ada@example.org', topics: ['B'] },
    },
  ]);
  expect(screen.queryByRole('button', { name: 'Send' })).toBeNull();
  expect(sessionStorage.getItem('form-7')).toBeNull();
});

test('what the browser finds wrong is said before anything is sent', async () => {
  const sent = mockForm(received);
  const site = await showForm();
  await site.user.type(screen.getByLabelText('Email'), 'ada');
  await press(site);
  const summary = screen.getByRole('group', { name: '2 fields need a correction' });
  expect(summary).toHaveFocus();
  await site.user.click(within(summary).getByRole('link', { name: /Your name/ }));
  const field = screen.getByLabelText('Your name');
  expect(field).toHaveFocus();
  expect(field).toBeInvalid();
  expect(field).toHaveAccessibleDescription(/^As on your badge Error: /);
  expect(window.location.hash).toBe('');
  expect(sent).toEqual([]);
});

test('what the server finds wrong is tied to its field', async () => {
  const sent = mockForm(
    invalid({ email: ['Nobody reads mail there.'], topics: ['Pick fewer.'] }),
    received,
  );
  const site = await showForm();
  await fill(site);
  await press(site);
  expect(await screen.findByRole('group', { name: '2 fields need a correction' })).toHaveFocus();
  expect(screen.getByLabelText('Email')).toHaveAccessibleDescription(
    'Error: Nobody reads mail there.',
  );
  expect(screen.getByRole('group', { name: /Topics/ })).toHaveAccessibleDescription(
    'Error: Pick fewer.',
  );
  await site.user.type(screen.getByLabelText('Email'), '.uk');
  await press(site);
  expect(await screen.findByText('Thank you!')).toBeVisible();
  expect(sent[0]?.key).not.toBe(sent[1]?.key);
});

test('a failed send keeps the values, and the same ones keep their key', async () => {
  const sent = mockForm(
    () => HttpResponse.error(),
    () => problem(503, ''),
    received,
  );
  const site = await showForm();
  await fill(site);
  await press(site);
  expect(await screen.findByRole('alert')).toHaveTextContent('The site is not responding.');
  expect(screen.getByLabelText('Your name')).toHaveValue('Ada');
  await press(site);
  expect(await screen.findByText(/cannot accept the form/)).toBeVisible();
  await press(site);
  expect(await screen.findByText('Thank you!')).toBeVisible();
  expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
});

test('a form that was begun while the site was away is sent with the first press', async () => {
  const sent = mockForm(received);
  const away = http.get('*/api/forms/7/token/', () => HttpResponse.error(), { once: true });
  const site = await showForm();
  api.use(away);
  await fill(site);
  await waitFor(() => expect(away.isUsed).toBe(true));
  await press(site);
  expect(await screen.findByText('Thank you!')).toBeVisible();
  expect(sent).toHaveLength(1);
});

test('pressing twice sends once', async () => {
  const sent = mockForm(received);
  const site = await showForm();
  await fill(site);
  await site.user.dblClick(screen.getByRole('button', { name: 'Send' }));
  expect(await screen.findByText('Thank you!')).toBeVisible();
  expect(sent).toHaveLength(1);
});

test('what is being sent cannot be changed, and can be changed again when it failed', async () => {
  let fail = () => {};
  const failed = new Promise<Response>((resolve) => {
    fail = () => resolve(problem(503, ''));
  });
  mockForm(() => failed);
  const site = await showForm();
  await fill(site);
  await press(site);
  expect(await screen.findByRole('button', { name: 'Sending…' })).toBeVisible();
  await site.user.type(screen.getByLabelText('Your name'), ' Lovelace');
  await site.user.click(screen.getByLabelText('B'));
  expect(screen.getByLabelText('Your name')).toHaveValue('Ada');
  expect(screen.getByLabelText('B')).not.toBeChecked();
  fail();
  expect(await screen.findByRole('alert')).toBeVisible();
  await site.user.type(screen.getByLabelText('Your name'), ' Lovelace');
  expect(screen.getByLabelText('Your name')).toHaveValue('Ada Lovelace');
});

test('a token that is too old is replaced without a word', async () => {
  const sent = mockForm(() => problem(409, 'The form was opened too long ago.'), received);
  const site = await showForm();
  await fill(site);
  await press(site);
  expect(await screen.findByText('Thank you!')).toBeVisible();
  expect(sent.map(({ token }) => token)).toEqual(['token-1', 'token-2']);
  expect(sent[0]?.key).toBe(sent[1]?.key);
});

test('says how long to wait when too much was sent', async () => {
  mockForm(() => problem(429, 'Too many requests. Try again in 40 seconds.'));
  const site = await showForm();
  await fill(site);
  await press(site);
  expect(await screen.findByRole('alert')).toHaveTextContent('Try again in 40 seconds.');
});

test('a field that the form lost meanwhile is explained', async () => {
  mockForm(invalid({ topics: ['This form has no such field.'] }));
  const site = await showForm(FIELDS.slice(0, 2));
  await fill(site);
  await press(site);
  expect(await screen.findByText(/This form has changed meanwhile/)).toBeVisible();
});

test('every type of field has its control', async () => {
  const choices = ['A', 'B'];
  await showForm([
    field('text', 'multiline'),
    field('number', 'number', { initial: ['3'] }),
    field('link', 'url'),
    field('day', 'date'),
    field('moment', 'datetime'),
    field('agree', 'checkbox'),
    field('one', 'dropdown', { choices, initial: ['B'] }),
    field('pick', 'radio', { choices }),
    field('many', 'multiselect', { choices, initial: ['A'] }),
  ]);
  expect(screen.getByLabelText('text').tagName).toBe('TEXTAREA');
  expect(screen.getByLabelText('number')).toHaveValue(3);
  expect(screen.getByLabelText('link')).toHaveAttribute('inputmode', 'url');
  expect(screen.getByLabelText('day')).toHaveAttribute('type', 'date');
  expect(screen.getByLabelText('moment')).toHaveAttribute('type', 'datetime-local');
  expect(screen.getByLabelText('agree')).not.toBeChecked();
  expect(screen.getByLabelText('one')).toHaveValue('B');
  const picks = within(screen.getByRole('group', { name: 'pick' })).getAllByRole('radio');
  expect(picks.map((radio) => (radio as HTMLInputElement).checked)).toEqual([false, false]);
  const many = within(screen.getByRole('group', { name: 'many' })).getAllByRole('checkbox');
  expect(many.map((box) => (box as HTMLInputElement).checked)).toEqual([true, false]);
});

test('a draft that is none is no obstacle', async () => {
  const site = await showForm();
  sessionStorage.setItem('form-7', '{"values": {"name": ["not", "text"], "gone": "x"}}');
  site.unmount();
  const { App } = await import('@/app/App');
  const { render } = await import('@testing-library/react');
  render(<App />);
  await waitFor(() => expect(screen.getByLabelText('Your name')).toHaveValue(''));
});
