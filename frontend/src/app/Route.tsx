import { lazy, Suspense } from 'react';
import type { Page } from '@/api-types';
import { Blocks } from '@/blocks/Blocks';
import { ErrorBoundary } from '@/components/ErrorBoundary';
import { Unavailable } from '@/components/Late';
import { Masthead } from '@/components/Masthead';
import { Skeleton } from '@/components/Skeleton';
import { PageRoute } from '@/features/page/PageRoute';
import { SearchRoute } from '@/features/search/SearchRoute';
import { PREVIEW_PATH, SEARCH_PATH } from '@/lib/paths';
import type { Visit } from '@/lib/visit';

const PreviewRoute = lazy(() => import('@/features/preview/PreviewRoute'));

type Props = { visit: Visit; path: string; siteName: string };

export function Route(props: Props) {
  return (
    <ErrorBoundary key={props.path} fallback={<Broken />}>
      <Content {...props} />
    </ErrorBoundary>
  );
}

function Content({ visit, path, siteName }: Props) {
  if (path === SEARCH_PATH) return <SearchRoute search={visit.search} siteName={siteName} />;
  if (path === PREVIEW_PATH) {
    return (
      <Suspense fallback={<Skeleton />}>
        <PreviewRoute hash={visit.hash} siteName={siteName} renderBody={renderBody} />
      </Suspense>
    );
  }
  return <PageRoute path={path} siteName={siteName} renderBody={renderBody} />;
}

function Broken() {
  return (
    <>
      <Masthead title="This page cannot be shown" />
      <div className="container section">
        <Unavailable />
      </div>
    </>
  );
}

const renderBody = ({ body, title }: Page) => <Blocks blocks={body} title={title} />;
