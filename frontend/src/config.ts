const meta = (name: string) =>
  document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';

/** VITE_API_BASE_URL, which is only in index.html: every script is the same wherever the API lives. */
export const API_BASE_URL = (meta('api-base-url') || '/api').replace(/\/+$/, '');

/** Where the admin is, which shows drafts in this site: the API's host, unless the site passes that on. */
export const adminOrigin = () =>
  meta('admin-origin') || new URL(API_BASE_URL, window.location.origin).origin;

/** The page that lets visitors into a preview; empty where everybody may come in. */
export const SIGN_IN = meta('sign-in');

/** Shown until the layout arrives with the name an editor has given the site. */
export const SITE_NAME = 'Innovate to Grow';
