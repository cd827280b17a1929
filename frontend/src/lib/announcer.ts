/** One polite live region for the whole site: what a screen reader is told between pages. */
import { useEffect, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();

let announcement = '';

function announce(message: string): void {
  announcement = message;
  listeners.forEach((listener) => listener());
}

export function useAnnouncement(): string {
  return useSyncExternalStore(
    subscribe,
    () => announcement,
    () => '',
  );
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Announces `message` while the calling component is shown, unless it is gone within `delay`. */
export function useAnnounced(message: string, delay = 0): void {
  useEffect(() => {
    const timer = setTimeout(() => announce(message), delay);
    return () => {
      clearTimeout(timer);
      announce('');
    };
  }, [message, delay]);
}
