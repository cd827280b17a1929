import { memo, useDeferredValue, type ReactNode } from 'react';
import type { PublishedPage, Redirect } from '@/api-types';
import { NotFound } from '@/components/NotFound';
import { Skeleton } from '@/components/Skeleton';
import { StaleNotice } from '@/components/StaleNotice';
import { Unreachable } from '@/components/Unreachable';
import { PageView } from '@/components/PageView';
import { useCanonicalAddress } from '@/features/page/useCanonicalAddress';
import { useArrival } from '@/lib/arrival';
import { HOME_PATH, pageUrl } from '@/lib/paths';
import { useResource } from '@/lib/resources';

type Props = {
  path: string;
  siteName: string;
  renderBody: (page: PublishedPage) => ReactNode;
};

/** Whatever is at a path: a page, a redirect that is followed, nothing, or no response yet. */
export function PageRoute({ path, siteName, renderBody }: Props) {
  const { data, error, retryNow } = useResource<PublishedPage | Redirect>(pageUrl(path));
  const lost = useCanonicalAddress(data);
  useArrival(data?.type === 'page' || (error && !error.isTransient) === true);
  const before = useDeferredValue(data);

  if (data?.type === 'page') {
    return (
      <>
        <PageView page={data} siteName={siteName}>
          <Body page={before?.type === 'page' ? before : data} renderBody={renderBody} />
        </PageView>
        {error && <StaleNotice error={error} />}
      </>
    );
  }
  if (lost || (error && !error.isTransient)) return <NotFound siteName={siteName} />;
  if (error) return <Unreachable error={error} siteName={siteName} onRetry={retryNow} />;
  return <Skeleton tall={path === HOME_PATH} />;
}

/**
 * Changes later than the rest, and not with it: React would throw away what was pre-rendered of a part
 * whose code is still on its way. https://react.dev/reference/react/useDeferredValue
 */
const Body = memo(function Body({
  page,
  renderBody,
}: { page: PublishedPage } & Pick<Props, 'renderBody'>) {
  return renderBody(page);
});
