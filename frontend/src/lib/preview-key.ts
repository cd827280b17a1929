import { SIGN_IN } from '@/config';

const STORED = 'preview-key';
const GIVEN = /^#preview-key=([\w:-]+)$/;

/** Keeps the key that the sign-in page put behind the `#`, and takes it out of the address. */
function takeKey(): string {
  const given = GIVEN.exec(window.location.hash)?.[1];
  try {
    if (given) {
      window.localStorage.setItem(STORED, given);
      window.history.replaceState(null, '', window.location.pathname + window.location.search);
    }
    return given ?? window.localStorage.getItem(STORED) ?? '';
  } catch {
    return given ?? ''; // a browser that keeps nothing asks again at the next visit
  }
}

/** What a preview's API asks of its visitors; nothing elsewhere. */
export function authorization(): Record<string, string> {
  const key = SIGN_IN && takeKey();
  return key ? { Authorization: `Bearer ${key}` } : {};
}

/** Where the API of a preview lets nobody in, its page asks for the password. */
export function askForKey(response: Response): Response {
  const isFramed = window.top !== window.self; // an editor's draft, which needs no requests
  if (SIGN_IN && response.status === 401 && !isFramed) window.location.assign(SIGN_IN);
  return response;
}
