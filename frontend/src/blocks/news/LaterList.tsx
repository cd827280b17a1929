import { List, type News } from '@/blocks/news/List';
import { Trouble } from '@/components/Trouble';
import { useAnnounced } from '@/lib/announcer';
import { newsUrl } from '@/lib/paths';
import { useResource } from '@/lib/resources';

/** Any page but the first, which comes with the page around it. */
export default function LaterList({ path, page }: { path: string; page: number }) {
  const { data, error, retryNow } = useResource<News>(newsUrl(path, page));
  useAnnounced(data ? `Page ${page} of ${data.pages}` : '');
  if (data) return <List news={data} />;
  return (
    <div className="container section">
      {error ? (
        <Trouble error={error} onRetry={retryNow} />
      ) : (
        <p role="status">Fetching older news …</p>
      )}
      {error && !error.isTransient && <a href={path}>See the latest</a>}
    </div>
  );
}
