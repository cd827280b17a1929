import type { Image } from '@/api-types';

type Props = {
  image: Image;
  /** The `sizes` attribute: how wide the picture is shown. */
  sizes: string;
  className?: string;
  /** For the picture a visitor sees first. */
  eager?: boolean;
};

export function Picture({ image, sizes, className, eager = false }: Props) {
  return (
    <img
      className={className}
      sizes={sizes}
      srcSet={image.srcset}
      src={image.src}
      width={image.width}
      height={image.height}
      alt={image.alt}
      loading={eager ? 'eager' : 'lazy'}
      fetchPriority={eager ? 'high' : 'auto'}
      decoding="async"
    />
  );
}
