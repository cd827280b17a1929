import { lazy, Suspense } from 'react';
import type { Page } from '@/api-types';
import { Blocks } from '@/blocks/Blocks';
import { ErrorBoundary } from '@/components/ErrorBoundary';
import { Masthead } from '@/components/Masthead';
import { Skeleton } from '@/components/Skeleton';
import { PageRoute } from '@/features/page/PageRoute';
import { SearchRoute } from '@/features/search/SearchRoute';
import { PREVIEW_PATH, SEARCH_PATH } from '@/lib/paths';
import type { Visit } from '@/lib/visit';

const PreviewRoute = lazy(() => import('@/features/preview/PreviewRoute'));

type Props = { visit: Visit; path: string; siteName: string };

export function Route({ visit, path, siteName }: Props) {
  if (path === SEARCH_PATH) return <SearchRoute search={visit.search} siteName={siteName} />;
  if (path === PREVIEW_PATH) {
    return (
      <Suspense fallback={<Skeleton />}>
        <PreviewRoute hash={visit.hash} siteName={siteName} renderBody={renderBody} />
      </Suspense>
    );
  }
  return (
    <ErrorBoundary key={path} fallback={<Masthead title="This page cannot be shown" />}>
      <PageRoute path={path} siteName={siteName} renderBody={renderBody} />
    </ErrorBoundary>
  );
}

const renderBody = ({ body, title }: Page) => <Blocks blocks={body} title={title} />;
