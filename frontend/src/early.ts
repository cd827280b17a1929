/**
 * Runs inline at the top of index.html: asks for the content while the browser still fetches
 * the scripts, so that a visit needs two round trips and not three. It also lets the first
 * skeleton have the home page's shape where that is what comes.
 */
import { apiUrlFor, HOME_PATH, layoutUrl } from '@/lib/paths';
import { fetchWithDeadline } from '@/lib/deadline';

const urls = [layoutUrl(), apiUrlFor(window.location)].filter((url) => url !== undefined);

window.earlyResponses = new Map(urls.map((url) => [url, fetchWithDeadline(url)]));
for (const response of window.earlyResponses.values()) response.catch(() => undefined);

document.documentElement.classList.toggle('opens-home', window.location.pathname === HOME_PATH);
