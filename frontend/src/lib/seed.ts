import { pagePath, pageUrl } from '@/lib/paths';
import { resourceAt } from '@/lib/resources';

const SEED_ID = 'seed';

/**
 * Gives the resources what a pre-rendered document was made from; they are asked again all the same.
 * Returns true when #root shows that already, so that it is hydrated and not rendered again. An address
 * with a query may show something else.
 */
export function plantSeed(): boolean {
  const element = document.getElementById(SEED_ID);
  if (!element) return false;
  const seed = JSON.parse(element.textContent) as Record<string, unknown>;
  for (const [url, data] of Object.entries(seed)) resourceAt(url).seed(data);
  const { pathname, search } = window.location;
  return search === '' && pageUrl(pagePath(pathname)) in seed;
}
