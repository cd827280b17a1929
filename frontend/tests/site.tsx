import { act, fireEvent, render } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { onTestFinished, vi } from 'vitest';

/** Opens the site at an address as a browser would a new document: nothing remembered. */
export async function openSite(address: string) {
  forgetSite();
  window.history.pushState(null, '', address); // no step forward is left of another test
  const { App } = await import('@/app/App');
  await startListening();
  return { user: userEvent.setup({ advanceTimers }), ...render(<App />) };
}

/** The document and the modules are those of no test before. */
export function forgetSite() {
  vi.resetModules();
  sessionStorage.clear();
  document.title = '';
  document.head.replaceChildren();
}

/** Clicks a link that the page itself does not have. */
export async function followLink(user: UserEvent, href: string) {
  const link = document.createElement('a');
  link.href = href;
  document.body.append(link);
  await user.click(link);
  link.remove();
}

/** What main.tsx starts, undone when the test ends. */
async function startListening() {
  const { followHistory } = await import('@/lib/visit');
  const { followLinks } = await import('@/lib/links');
  const { retryWhenOnline } = await import('@/lib/resources');
  const closed = new AbortController();
  onTestFinished(() => {
    // Ends a hover that has begun; its request would reach the next test.
    fireEvent.pointerOver(document.body);
    closed.abort();
  });
  const spies = [window, document].map((target) => listenUntil(closed.signal, target));
  followHistory();
  followLinks();
  retryWhenOnline();
  spies.forEach((spy) => spy.mockRestore());
}

function listenUntil(signal: AbortSignal, target: EventTarget) {
  const add = target.addEventListener.bind(target);
  return vi
    .spyOn(target, 'addEventListener')
    .mockImplementation((type, listener) => add(type, listener, { signal }));
}

function advanceTimers(delay: number) {
  if (vi.isFakeTimers()) vi.advanceTimersByTime(delay);
}

/** From here on, what waits for a time waits until `letTimePass`. */
export const pauseTimers = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

/** Runs what is due within a second, and leaves time to itself again. */
export function letTimePass() {
  act(() => void vi.advanceTimersByTime(1_000));
  vi.useRealTimers();
}

export const metaContent = (key: string) =>
  document.head
    .querySelector(`meta[name="${key}"], meta[property="${key}"]`)
    ?.getAttribute('content');

export const canonical = () =>
  document.head.querySelector('link[rel="canonical"]')?.getAttribute('href');
