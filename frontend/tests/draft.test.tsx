import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { api, mockLayout } from './api.ts';
import { makePage } from './content.ts';
import { openSite } from './site.tsx';

// The code of a draft is fetched first.
vi.setConfig({ testTimeout: 30_000 });
const LATE = { timeout: 15_000 };
const day = '2026-11-12T10:00:00Z';

test('a shared draft stays when its reader skips to the content, and after a reload', async () => {
  const asked: unknown[] = [];
  mockLayout();
  api.use(
    http.post('*/api/drafts/', async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json({ page: makePage('/plan/', 'Plan'), saved: day, works_until: day });
    }),
  );
  await openSite('/preview/#the-token');
  await screen.findByRole('heading', { level: 1, name: 'Plan' }, LATE);
  // What a click does in a browser. jsdom fires no event.
  expect(screen.getByRole('link', { name: 'Skip to content' })).toHaveAttribute('href', '#content');
  window.history.replaceState(null, '', '#content');
  window.dispatchEvent(new PopStateEvent('popstate'));
  await waitFor(() => expect(window.location.hash).toBe('#the-token'));
  expect(screen.getByRole('heading', { level: 1, name: 'Plan' })).toBeVisible();
  expect(asked).toEqual([{ token: 'the-token' }]);
});
