import type { HeroBlock } from '@/api-types';
import { Actions } from '@/components/Actions';
import { Picture } from '@/components/Picture';
import './hero.css';

type Props = HeroBlock['value'] & {
  /** Given at the top of a page, where the hero's heading is the page's own. */
  pageTitle?: string;
};

export default function Hero({ heading, text, image, actions, pageTitle }: Props) {
  const Heading = pageTitle === undefined ? 'h2' : 'h1';
  return (
    <section className={image ? 'hero hero--photo' : 'hero'}>
      {image && (
        <Picture
          className="hero__photo"
          image={image}
          sizes="100vw"
          eager={pageTitle !== undefined}
        />
      )}
      <div className="container hero__content">
        <Heading>{heading || pageTitle}</Heading>
        {text && <p className="hero__text">{text}</p>}
        <Actions links={actions} />
      </div>
    </section>
  );
}
