import { useState } from 'react';
import type { EmbedBlock } from '@/api-types';
import './embed.css';
import '@/components/figure.css';

/** Nothing is fetched from the provider before the visitor asks for it. */
export default function Embed({ title, provider, url, src }: EmbedBlock['value']) {
  const [playing, setPlaying] = useState(false);
  if (!src.startsWith('https://')) throw new TypeError('An embed must be served over https.');
  return (
    <figure className="container section figure">
      <div className="embed">
        {playing ? (
          <iframe
            ref={focusOnce}
            src={src}
            title={title}
            allow="autoplay; fullscreen; picture-in-picture; encrypted-media"
            referrerPolicy="strict-origin-when-cross-origin"
          />
        ) : (
          <button type="button" className="embed__play" onClick={() => setPlaying(true)}>
            <svg viewBox="0 0 64 64" aria-hidden="true">
              <circle cx="32" cy="32" r="32" />
              <path d="M26 20.5v23L46 32z" />
            </svg>
            <span className="embed__title">
              <span className="visually-hidden">Play: </span>
              {title}
            </span>
            <span className="embed__note">Plays from {provider}, which may then set cookies.</span>
          </button>
        )}
      </div>
      <figcaption>
        <a href={url}>
          Watch “{title}” on {provider}
        </a>
      </figcaption>
    </figure>
  );
}

const focusOnce = (frame: HTMLIFrameElement | null) => frame?.focus();
