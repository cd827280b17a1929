import { useEffect } from 'react';
import type { Page, Redirect } from '@/api-types';
import { isPageOfThisSite, pagePath } from '@/lib/paths';
import { navigate, useVisit } from '@/lib/visit';

const MOST_REDIRECTS = 8;

/**
 * Follows redirects, and gives a page the address it goes by, without adding to the history.
 * Returns true when the redirects lead nowhere.
 */
export function useCanonicalAddress(found: Page | Redirect | undefined): boolean {
  const { redirects } = useVisit();
  const lost = found?.type === 'redirect' && redirects >= MOST_REDIRECTS;
  useEffect(() => {
    if (found?.type === 'page') showAddress(found.path);
    if (found?.type === 'redirect' && !lost) follow(found.location);
  }, [found, lost]);
  return lost;
}

function follow(location: string) {
  const url = new URL(location, window.location.origin);
  if (isPageOfThisSite(url)) navigate(url.href, { replace: true, redirected: true });
  else if (/^https?:$/.test(url.protocol)) window.location.replace(url.href);
}

function showAddress(path: string) {
  const { pathname, search, hash } = window.location;
  const isShown = pathname.endsWith('/') && pagePath(pathname) === path;
  if (!isShown) navigate(path + search + hash, { replace: true });
}
