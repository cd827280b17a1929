import { Blocks } from '@/blocks/Blocks';
import { ErrorBoundary } from '@/components/ErrorBoundary';
import { Masthead } from '@/components/Masthead';
import { PageRoute } from '@/features/page/PageRoute';
import { SearchRoute } from '@/features/search/SearchRoute';
import { SEARCH_PATH } from '@/lib/paths';
import type { Visit } from '@/lib/visit';

type Props = { visit: Visit; path: string; siteName: string };

export function Route({ visit, path, siteName }: Props) {
  if (path === SEARCH_PATH) return <SearchRoute search={visit.search} siteName={siteName} />;
  return (
    <ErrorBoundary key={path} fallback={<Masthead title="This page cannot be shown" />}>
      <PageRoute
        path={path}
        siteName={siteName}
        renderBody={({ body, title }) => <Blocks blocks={body} title={title} />}
      />
    </ErrorBoundary>
  );
}
