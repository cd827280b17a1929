import { screen, waitFor } from '@testing-library/react';
import { HttpResponse } from 'msw';
import { beforeEach, expect, test, vi } from 'vitest';
import { pageUrl } from '@/lib/paths';
import { mockLayout, mockPages, mockPaths, mockSearch } from './api.ts';
import { layout, makePage, makeResults } from './content.ts';
import { openSite } from './site.tsx';

let layoutsAsked: number;

beforeEach(() => {
  layoutsAsked = 0;
  mockLayout(() => {
    layoutsAsked += 1;
    return HttpResponse.json(layout);
  });
});

async function openWithEarlyRequests(address: string) {
  vi.resetModules();
  window.history.replaceState(null, '', address);
  await import('@/early');
  await openSite(address);
}

test.each(['/', '/about', '/about/team/', '/caf%C3%A9/', '/%ff/', '/a b&c/'])(
  'at %s nothing is asked twice when the inline script has asked already',
  async (address) => {
    const asked: string[] = [];
    mockPaths((path) => {
      asked.push(path);
      return HttpResponse.json(makePage(path, 'Any page'));
    });
    await openWithEarlyRequests(address);
    await screen.findByRole('heading', { level: 1, name: 'Any page' });
    await screen.findByText(layout.footer.legal);
    expect(asked).toHaveLength(1);
    expect(layoutsAsked).toBe(1);
    expect(window.earlyResponses?.size).toBe(0);
  },
);

test('a search, too, is asked for early, and once', async () => {
  const asked = mockSearch((query, page) => makeResults(query, 30, page));
  await openWithEarlyRequests('/search/?q=%20robots&page=3');
  await screen.findByRole('link', { name: 'Team 21' });
  expect(asked).toEqual(['q=robots&page=3']);
});

test('a search without a query asks only for the layout', async () => {
  await openWithEarlyRequests('/search/');
  await waitFor(() => expect(layoutsAsked).toBe(1));
});

test('an early request that fails is tried again like any other', async () => {
  mockPages({ '/': makePage('/', 'Home') });
  vi.stubGlobal('fetch', vi.fn(fetch).mockRejectedValueOnce(new TypeError('offline')));
  await openWithEarlyRequests('/');
  await screen.findByRole('heading', { level: 1, name: 'Home' });
  await screen.findByText(layout.footer.legal, {}, { timeout: 2_000 });
});

test('the API may live on another origin', async () => {
  vi.resetModules();
  document.head.innerHTML = '<meta name="api-base-url" content="https://api.example.edu/api/">';
  const { layoutUrl, pageUrl } = await import('@/lib/paths');
  document.head.innerHTML = '';
  expect(layoutUrl()).toBe('https://api.example.edu/api/layout/');
  expect(pageUrl('/a&b/')).toBe('https://api.example.edu/api/pages/?path=%2Fa%26b%2F');
});

async function openPreview(address: string) {
  document.head.insertAdjacentHTML('beforeend', '<meta name="sign-in" content="#asks" />');
  const sent: (string | null)[] = [];
  mockPaths((path, request) => {
    const authorization = request.headers.get('Authorization');
    sent.push(authorization);
    return authorization
      ? HttpResponse.json(makePage(path, 'Any page'))
      : HttpResponse.json({}, { status: 401 });
  });
  vi.resetModules();
  window.history.replaceState(null, '', address);
  await import('@/early');
  const { requestJson } = await import('@/lib/request');
  await requestJson(pageUrl('/elsewhere/'));
  return sent;
}

test('the key of a preview leaves the address and goes with every request, also later', async () => {
  const bearer = 'Bearer visitor:1vPq:a-b_c';
  const sent = await openPreview('/about/?a=b#preview-key=visitor:1vPq:a-b_c');
  await waitFor(() => expect(sent).toEqual([bearer, bearer]));
  expect(window.location.href).toBe('http://localhost:3000/about/?a=b');
  expect(await openPreview('/about/')).toEqual([bearer, bearer]);
  window.localStorage.clear();
});

test('who has no key is led to where the preview asks for its password', async () => {
  expect(await openPreview('/about/')).toEqual([null, null]);
  await waitFor(() => expect(window.location.hash).toBe('#asks'));
});

test('elsewhere no key is read, kept or sent', async () => {
  const sent: (string | null)[] = [];
  mockPaths((path, request) => {
    sent.push(request.headers.get('Authorization'));
    return HttpResponse.json(makePage(path, 'Any page'));
  });
  vi.resetModules();
  window.history.replaceState(null, '', '/about/#preview-key=visitor:1vPq:a-b_c');
  await import('@/early');
  await waitFor(() => expect(sent).toEqual([null]));
  expect(window.localStorage).toHaveLength(0);
});
