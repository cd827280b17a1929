import { useEffect } from 'react';
import type { Layout } from '@/api-types';
import { Route } from '@/app/Route';
import { ErrorBoundary } from '@/components/ErrorBoundary';
import { Unreachable } from '@/components/Unreachable';
import { SITE_NAME } from '@/config';
import { SiteFooter } from '@/features/layout/SiteFooter';
import { SiteHeader } from '@/features/layout/SiteHeader';
import { useAnnouncement } from '@/lib/announcer';
import { layoutUrl, pagePath } from '@/lib/paths';
import { resourceAt, useResource } from '@/lib/resources';
import { useVisit } from '@/lib/visit';

const NO_MENU: Layout['menu'] = [];

/** The frame around every page. A page is shown whether or not menu and footer have come. */
export function App() {
  const { data: layout, error, retryNow } = useResource<Layout>(layoutUrl());
  const visit = useVisit();
  useEffect(() => resourceAt(layoutUrl()).refresh(), [visit.key]);
  const siteName = layout?.site_name || SITE_NAME;
  const path = pagePath(visit.pathname);
  return (
    <>
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <ErrorBoundary>
        <SiteHeader siteName={siteName} menu={layout?.menu ?? NO_MENU} path={path} />
      </ErrorBoundary>
      <main id="content" tabIndex={-1}>
        {error?.isMaintenance ? (
          <Unreachable error={error} siteName={siteName} onRetry={retryNow} />
        ) : (
          <Route visit={visit} path={path} siteName={siteName} />
        )}
      </main>
      {/* Each visit has a footer of its own: a new one appears in its place, an old one would jump. */}
      <ErrorBoundary key={visit.key}>{layout && <SiteFooter layout={layout} />}</ErrorBoundary>
      <Announcement />
    </>
  );
}

function Announcement() {
  return (
    <p className="visually-hidden" role="status">
      {useAnnouncement()}
    </p>
  );
}
