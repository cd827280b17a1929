/** The resources of this visit, by address: what makes going back immediate. */
import { useSyncExternalStore } from 'react';
import { Resource, type Snapshot } from '@/lib/resource';

const MOST_KEPT = 60;

const resources = new Map<string, Resource<unknown>>();

export function resourceAt<T>(url: string): Resource<T> {
  let resource = resources.get(url);
  if (!resource) {
    forgetOldest();
    resource = new Resource<unknown>(url);
    resources.set(url, resource);
  }
  return resource as Resource<T>;
}

export function useResource<T>(url: string): Snapshot<T> & { retryNow: () => void } {
  const resource = resourceAt<T>(url);
  const snapshot = useSyncExternalStore(
    resource.subscribe,
    () => resource.snapshot,
    () => resource.seeded,
  );
  return { ...snapshot, retryNow: resource.retryNow };
}

function forgetOldest() {
  for (const [url, resource] of resources) {
    if (resources.size < MOST_KEPT) return;
    if (!resource.isWatched) resources.delete(url);
  }
}

/** For a server, which renders page after page and must not keep what one of them needed. */
export function forgetAll(): void {
  resources.clear();
}

export function retryWhenOnline(): void {
  const retryAll = () => resources.forEach((resource) => resource.retryNow());
  window.addEventListener('online', retryAll);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') retryAll();
  });
}
