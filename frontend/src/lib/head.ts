import { useEffect } from 'react';

/** Of 1200 by 630 pixels: for links to pages without a picture of their own. */
const SOCIAL_PICTURE = '/social.png';

export type Head = {
  title: string;
  siteName: string;
  description?: string;
  canonical?: string;
  image?: string | null;
  /** JSON-LD objects of schema.org. */
  structuredData?: object[] | undefined;
  /** True for what a search engine should not list: searches, pages that are not there. */
  hidden?: boolean;
};

/** Keeps the document's title and what search engines and link previews read with the page. */
export function useHead(head: Head | undefined): void {
  const latest = JSON.stringify(head);
  useEffect(() => {
    if (latest) setHead(JSON.parse(latest) as Head);
  }, [latest]);
}

export function setHead(head: Head): void {
  const { title, siteName, description, canonical, image, hidden } = head;
  document.title = titleWithSite(title, siteName);
  setCanonical(canonical);
  setMeta('name', 'description', description);
  setMeta('name', 'robots', hidden ? 'noindex' : undefined);
  setMeta('property', 'og:title', title);
  setMeta('property', 'og:site_name', siteName);
  setMeta('property', 'og:type', 'website');
  setMeta('property', 'og:description', description);
  setMeta('property', 'og:url', canonical && absolute(canonical));
  setMeta('property', 'og:image', absolute(image || SOCIAL_PICTURE));
  setMeta('name', 'twitter:card', 'summary_large_image');
  setStructuredData(hidden ? [] : head.structuredData);
}

/** As JSON that no script element can be ended by. */
function setStructuredData(graph: object[] = []) {
  const type = 'application/ld+json';
  document.head.querySelector(`script[type="${type}"]`)?.remove();
  if (!graph.length) return;
  const data = { '@context': 'https://schema.org', '@graph': graph };
  const text = JSON.stringify(data).replaceAll('<', '\\u003c');
  document.head.append(Object.assign(document.createElement('script'), { type, text }));
}

const titleWithSite = (title: string, siteName: string) =>
  title.includes(siteName) ? title : `${title} · ${siteName}`;

const absolute = (address: string) => new URL(address, window.location.origin).href;

function setMeta(attribute: 'name' | 'property', key: string, content: string | undefined) {
  const existing = document.head.querySelector(`meta[${attribute}="${key}"]`);
  if (!content) return existing?.remove();
  const meta = existing ?? document.createElement('meta');
  meta.setAttribute(attribute, key);
  meta.setAttribute('content', content);
  document.head.append(meta);
}

function setCanonical(address: string | undefined) {
  const existing = document.head.querySelector<HTMLLinkElement>('link[rel="canonical"]');
  if (!address) return existing?.remove();
  const link = existing ?? document.createElement('link');
  link.rel = 'canonical';
  link.href = absolute(address);
  document.head.append(link);
}
