import type { ReactNode } from 'react';
import type { Page, PublishedPage } from '@/api-types';
import { Breadcrumbs } from '@/components/Breadcrumbs';
import { SectionMenu } from '@/components/SectionMenu';
import { longDate } from '@/lib/dates';
import { useHead } from '@/lib/head';
import { HOME_PATH } from '@/lib/paths';
import './page.css';

type Props = {
  page: Page & Partial<PublishedPage>;
  siteName: string;
  children: ReactNode;
  /** Not for search engines: a draft. */
  hidden?: boolean;
};

export function PageView({ page, siteName, children, hidden = false }: Props) {
  const isHome = page.path === HOME_PATH;
  useHead({
    siteName,
    ...page.seo,
    title: page.seo.title || page.title,
    structuredData: page.structured_data,
    hidden,
  });
  return (
    <article className="page">
      <Breadcrumbs ancestors={page.breadcrumbs} current={page.title} />
      {children}
      {!isHome && <SectionMenu title={page.title} pages={page.children} />}
      {!isHome && <LastUpdated on={page.updated} />}
    </article>
  );
}

function LastUpdated({ on }: { on: Page['updated'] }) {
  if (!on) return null;
  return (
    <p className="container page__updated">
      Last updated <time dateTime={on}>{longDate(on)}</time>
    </p>
  );
}
