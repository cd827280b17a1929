const meta = (name: string) =>
  document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';

/** VITE_API_BASE_URL, which is in index.html alone: every script is the same wherever the API lives. */
export const API_BASE_URL = (meta('api-base-url') || '/api').replace(/\/+$/, '');

/** What a preview behind a password sends its API. Whoever has the page has given that password. */
export const API_AUTHORIZATION = meta('api-authorization');

/** Shown until the layout arrives with the name an editor has given the site. */
export const SITE_NAME = 'Innovate to Grow';
