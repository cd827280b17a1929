/**
 * Renders published pages to HTML while the site is built: scripts/prerender.js runs this in Node, with
 * the document of the built index.html around it. What is made here is what main.tsx hydrates.
 */
import { text } from 'node:stream/consumers';
import { prerenderToNodeStream } from 'react-dom/static';
import type { Layout, PublishedPage } from '@/api-types';
import { App } from '@/app/App';
import { SITE_NAME } from '@/config';
import { setHead } from '@/lib/head';
import { layoutUrl, pageUrl } from '@/lib/paths';
import { forgetAll, resourceAt } from '@/lib/resources';
import { navigate } from '@/lib/visit';

export { layoutUrl, pageUrl };

/** The content of #root; the document's head becomes the page's. Rejects when a block throws. */
export async function render(layout: Layout, page: PublishedPage): Promise<string> {
  forgetAll();
  resourceAt<Layout>(layoutUrl()).seed(layout);
  resourceAt<PublishedPage>(pageUrl(page.path)).seed(page);
  navigate(page.path, { replace: true });
  setHead({
    siteName: layout.site_name || SITE_NAME,
    ...page.seo,
    title: page.seo.title || page.title,
    structuredData: page.structured_data,
  });
  let failure: unknown;
  const { prelude } = await prerenderToNodeStream(<App />, {
    progressiveChunkSize: Number.MAX_SAFE_INTEGER, // all in one piece: pieces need inline scripts
    onError: (error) => {
      failure ??= error;
    },
  });
  const html = await text(prelude);
  if (failure) throw failure instanceof Error ? failure : new Error('A component failed.');
  return html;
}

/** What main.tsx reads back, as JSON that no script element can be ended by. */
export function seedOf(layout: Layout, page: PublishedPage): string {
  const seed = { [layoutUrl()]: layout, [pageUrl(page.path)]: page };
  return JSON.stringify(seed).replaceAll('<', '\\u003c');
}
