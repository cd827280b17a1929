import type { ArticleBlock } from '@/api-types';
import { Masthead } from '@/components/Masthead';
import { Picture } from '@/components/Picture';
import { longDay } from '@/lib/dates';
import './article.css';

type Props = ArticleBlock['value'] & { pageTitle?: string };

/** What opens a news page: its title, date and summary, and its picture. */
export default function Article({ date, summary, image, pageTitle = '' }: Props) {
  return (
    <>
      <Masthead title={pageTitle}>
        <p className="masthead__text">
          <time dateTime={date}>{longDay(date)}</time>
        </p>
        <p className="masthead__text">{summary}</p>
      </Masthead>
      {image && (
        <div className="container article__picture">
          <Picture image={image} sizes="(min-width: 78rem) 74rem, 94vw" eager />
        </div>
      )}
    </>
  );
}
