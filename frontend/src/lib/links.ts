/** Links are plain `<a href>`, wherever they come from; these listeners keep them in the document. */
import { apiUrlFor, isPageOfThisSite } from '@/lib/paths';
import { resourceAt } from '@/lib/resources';
import { navigate } from '@/lib/visit';

const HOVER_MS = 65;

export function followLinks(): void {
  document.addEventListener('click', followClick);
  document.addEventListener('focusin', (event) => prefetch(linkOf(event)));
  document.addEventListener('touchstart', (event) => prefetch(linkOf(event)), { passive: true });
  prefetchOnHover();
}

function followClick(event: MouseEvent) {
  const link = linkOf(event);
  if (!link || event.defaultPrevented || opensElsewhere(event)) return;
  if (!staysInDocument(link) || isAnchorHere(link)) return;
  event.preventDefault();
  navigate(link.href);
}

function linkOf({ target }: Event): HTMLAnchorElement | null {
  return target instanceof Element ? target.closest<HTMLAnchorElement>('a[href]') : null;
}

const opensElsewhere = ({ button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent) =>
  button !== 0 || metaKey || ctrlKey || shiftKey || altKey;

const staysInDocument = (link: HTMLAnchorElement) =>
  (!link.target || link.target === '_self') &&
  !link.hasAttribute('download') &&
  isPageOfThisSite(new URL(link.href));

const isAnchorHere = ({ hash, pathname, search }: HTMLAnchorElement) =>
  hash !== '' && pathname === window.location.pathname && search === window.location.search;

function prefetchOnHover() {
  let timer: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener('pointerover', (event) => {
    clearTimeout(timer);
    const link = linkOf(event);
    if (link && event.pointerType === 'mouse') timer = setTimeout(() => prefetch(link), HOVER_MS);
  });
}

function prefetch(link: HTMLAnchorElement | null) {
  if (!link || !staysInDocument(link) || isAnchorHere(link)) return;
  const url = apiUrlFor(link);
  if (url) resourceAt(url).refresh();
}
