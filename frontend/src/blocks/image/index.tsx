import type { ImageBlock } from '@/api-types';
import { Picture } from '@/components/Picture';
import '@/components/figure.css';

export default function Figure({ image, caption, wide }: ImageBlock['value']) {
  return (
    <figure className={wide ? 'container section figure figure--wide' : 'container section figure'}>
      <Picture
        image={image}
        sizes={wide ? '(min-width: 78rem) 74rem, 94vw' : '(min-width: 48rem) 44rem, 94vw'}
      />
      {caption && <figcaption>{caption}</figcaption>}
    </figure>
  );
}
