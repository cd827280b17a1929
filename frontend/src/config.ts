const meta = document.querySelector<HTMLMetaElement>('meta[name="api-base-url"]');

/** VITE_API_BASE_URL, which is in index.html alone: every script is the same wherever the API lives. */
export const API_BASE_URL = (meta?.content || '/api').replace(/\/+$/, '');

/** Shown until the layout arrives with the name an editor has given the site. */
export const SITE_NAME = 'Innovate to Grow';
