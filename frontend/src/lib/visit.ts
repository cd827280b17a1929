/**
 * Where the visitor is. A visit is one entry of the browser's history; replacing its address
 * (a redirect, a search being typed) keeps its key, so nothing jumps.
 */
import { useSyncExternalStore } from 'react';
import { rememberScroll } from '@/lib/scroll-memory';

export type Visit = {
  key: string;
  pathname: string;
  search: string;
  hash: string;
  /** How many redirects in a row led here. */
  redirects: number;
  /** Keeps the scroll position, for example when a filter is chosen or a view is changed. */
  stays: boolean;
};

const listeners = new Set<() => void>();
const leaving = new Set<() => void>();

let visit = readVisit();

function readVisit(key = keyOfEntry(), redirects = 0, stays = false): Visit {
  const { pathname, search, hash } = window.location;
  return { key, pathname, search, hash, redirects, stays };
}

function keyOfEntry(): string {
  const state: unknown = window.history.state;
  if (state && typeof state === 'object' && 'key' in state) return String(state.key);
  const key = newKey();
  window.history.replaceState({ key }, '');
  return key;
}

function newKey(): string {
  return Math.random().toString(36).slice(2);
}

function moveTo(next: Visit) {
  visit = next;
  listeners.forEach((listener) => listener());
}

type Navigation = { replace?: boolean; redirected?: boolean; stays?: boolean };

/**
 * Goes to another address of this site without loading a new document. As in all browsers, a link to
 * the address that is shown adds nothing to the history.
 */
export function navigate(href: string, { replace, redirected, stays }: Navigation = {}): void {
  if (!replace) {
    leaving.forEach((listener) => listener());
    rememberScroll(visit.key);
  }
  const key = replace ? visit.key : newKey();
  const isHere = new URL(href, window.location.href).href === window.location.href;
  window.history[replace || isHere ? 'replaceState' : 'pushState']({ key }, '', href);
  moveTo(readVisit(key, redirected ? visit.redirects + 1 : 0, stays));
}

/** Calls `listener` before the visitor moves on, while the address is still the one he leaves. */
export function beforeLeaving(listener: () => void) {
  leaving.add(listener);
  return () => void leaving.delete(listener);
}

export function useVisit(): Visit {
  return useSyncExternalStore(subscribe, currentVisit, currentVisit);
}

const currentVisit = () => visit;

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Follows the browser's back and forward. `lib/arrival`, not the browser, restores positions. */
export function followHistory(): void {
  window.history.scrollRestoration = 'manual';
  window.addEventListener('popstate', () => {
    rememberScroll(visit.key);
    moveTo(readVisit());
  });
  window.addEventListener('pagehide', () => rememberScroll(visit.key));
}
