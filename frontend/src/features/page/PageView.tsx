import type { ReactNode } from 'react';
import type { Page } from '@/api-types';
import { Breadcrumbs } from '@/features/page/Breadcrumbs';
import { SectionMenu } from '@/features/page/SectionMenu';
import { useHead } from '@/lib/head';
import { HOME_PATH } from '@/lib/paths';
import './page.css';

type Props = { page: Page; siteName: string; children: ReactNode };

export function PageView({ page, siteName, children }: Props) {
  const isHome = page.path === HOME_PATH;
  useHead({ siteName, ...page.seo, title: page.seo.title || page.title });
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
      Last updated{' '}
      <time dateTime={on}>{new Date(on).toLocaleDateString('en-US', { dateStyle: 'long' })}</time>
    </p>
  );
}
