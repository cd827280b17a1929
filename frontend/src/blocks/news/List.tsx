import type { NewsBlock } from '@/api-types';
import { Picture } from '@/components/Picture';
import { longDay } from '@/lib/dates';
import { newsHref } from '@/lib/paths';
import './news.css';

export type News = NewsBlock['value'];

export function List({ news: { path, page, pages, items } }: { news: News }) {
  return (
    <section className="container section" aria-label="News">
      {items.length === 0 && <p>There is no news yet.</p>}
      <ul className="news">
        {items.map((item) => (
          <li key={item.path} className="news__item">
            {item.image && (
              <Picture
                className="news__picture"
                image={item.image}
                sizes="(min-width: 40rem) 16rem, 94vw"
              />
            )}
            <div>
              <time dateTime={item.date}>{longDay(item.date)}</time>
              <h2>
                <a href={item.path}>{item.title}</a>
              </h2>
              <p>{item.summary}</p>
            </div>
          </li>
        ))}
      </ul>
      {pages > 1 && <Pages path={path} page={page} pages={pages} />}
    </section>
  );
}

function Pages({ path, page, pages }: Pick<News, 'path' | 'page' | 'pages'>) {
  return (
    <nav className="news__pages" aria-label="Pages of news">
      {page > 1 && (
        <a className="button button--quiet" rel="prev" href={newsHref(path, page - 1)}>
          Newer
        </a>
      )}
      <span>
        Page {page} of {pages}
      </span>
      {page < pages && (
        <a className="button button--quiet" rel="next" href={newsHref(path, page + 1)}>
          Older
        </a>
      )}
    </nav>
  );
}
