export const API_BASE_URL = (import.meta.env.VITE_API_BASE_URL || '/api').replace(/\/+$/, '');

/** Shown until the layout arrives with the name an editor has given the site. */
export const SITE_NAME = 'Innovate to Grow';
