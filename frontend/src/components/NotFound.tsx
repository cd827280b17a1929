import { Masthead } from '@/components/Masthead';
import { useHead } from '@/lib/head';
import { HOME_PATH, SEARCH_PATH } from '@/lib/paths';

export function NotFound({ siteName }: { siteName: string }) {
  useHead({ title: 'Page not found', siteName, hidden: true });
  return (
    <>
      <Masthead title="Page not found">
        <p className="masthead__text">
          There is no page at this address. It may have moved, or the link may be mistyped.
        </p>
      </Masthead>
      <div className="container section">
        <div className="prose">
          <p>Try one of these:</p>
          <ul>
            <li>
              <a href={SEARCH_PATH}>Search the site</a>
            </li>
            <li>
              <a href={HOME_PATH}>Start from the home page</a>
            </li>
          </ul>
        </div>
      </div>
    </>
  );
}
