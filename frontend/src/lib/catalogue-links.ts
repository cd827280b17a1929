/** Links to the catalogue. Only the parts of a page whose code comes late have them. */
import { paramsOf, readWanted, type Wanted } from '@/lib/catalogue';

/** What other parts of the same page have in the address stays in it. */
export function hrefOf(wanted: Wanted, path = window.location.pathname): string {
  const { pathname, search } = window.location;
  const params = new URLSearchParams(path === pathname ? search : '');
  Object.keys(wanted).forEach((name) => params.delete(name));
  paramsOf(wanted).forEach((value, name) => params.set(name, value));
  const text = String(params);
  return text ? `${path}?${text}` : path;
}

export const NOTHING_WANTED = readWanted('');
