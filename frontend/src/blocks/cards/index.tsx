import type { Card, CardsBlock } from '@/api-types';
import { Picture } from '@/components/Picture';
import './cards.css';

export default function Cards({ heading, cards }: CardsBlock['value']) {
  return (
    <section className="band">
      <div className="container">
        {heading && <h2>{heading}</h2>}
        <ul className="cards">
          {cards.map((card, index) => (
            <li key={index} className="card">
              <CardContent card={card} headingLevel={heading ? 'h3' : 'h2'} />
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

type ContentProps = { card: Card; headingLevel: 'h2' | 'h3' };

function CardContent({ card: { title, text, image, link }, headingLevel: Heading }: ContentProps) {
  return (
    <>
      <div className="card__body">
        <Heading className="card__title">{link ? <a href={link.href}>{title}</a> : title}</Heading>
        {text && <p>{text}</p>}
        {link?.label && (
          <span className="card__more" aria-hidden="true">
            {link.label}
          </span>
        )}
      </div>
      {image && (
        <Picture
          className="card__image"
          image={image}
          sizes="(min-width: 64rem) 24rem, (min-width: 40rem) 46vw, 94vw"
        />
      )}
    </>
  );
}
