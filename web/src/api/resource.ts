import { signal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { toApiError, type ApiError } from './api-error';

interface CachedResource<T> {
  data: Signal<T | undefined>;
  error: Signal<ApiError | undefined>;
  loading: Signal<boolean>;
  load: () => Promise<T>;
  requests: number;
  /** How many components show it. */
  users: number;
}

export interface Resource<T> {
  data: T | undefined;
  error: ApiError | undefined;
  loading: boolean;
  reload: () => void;
  put: (data: T) => void;
}

const cache = new Map<string, CachedResource<unknown>>();

/** Returns the cached answer at once and loads a fresh one. Cleared at sign-out. */
export function useApi<T>(key: string, load: () => Promise<T>): Resource<T> {
  const entry = entryOf(key, load);
  // Switching the role clears the cache, so the same key may have a new entry.
  useEffect(() => {
    // What another component shows is being loaded, or may be old.
    if (!entry.users || !entry.loading.peek()) void fetchInto(entry);
    entry.users += 1;
    return () => {
      entry.users -= 1;
    };
  }, [entry]);
  return {
    data: entry.data.value,
    error: entry.error.value,
    loading: entry.loading.value,
    reload: () => void fetchInto(entry),
    put: (data) => (entry.data.value = data),
  };
}

/** Reloads each shown answer whose key begins with one of `starts`; the others are loaded when they are shown. */
export function invalidate(...starts: string[]): void {
  for (const [key, entry] of cache)
    if (entry.users && starts.some((start) => key.startsWith(start))) void fetchInto(entry);
}

/** Removes an answer that must not stay in memory, such as a secret. */
export function dropCached(key: string): void {
  cache.delete(key);
}

/** Removes all answers, so that nothing personal stays after sign-out. */
export function clearCache(): void {
  for (const entry of cache.values()) entry.data.value = undefined;
  cache.clear();
}

function entryOf<T>(key: string, load: () => Promise<T>): CachedResource<T> {
  const cached = cache.get(key) as CachedResource<T> | undefined;
  if (cached) return Object.assign(cached, { load });
  const resource: CachedResource<T> = {
    data: signal(),
    error: signal(),
    loading: signal(true),
    load,
    requests: 0,
    users: 0,
  };
  cache.set(key, resource);
  return resource;
}

async function fetchInto<T>(entry: CachedResource<T>): Promise<void> {
  const request = ++entry.requests;
  entry.loading.value = true;
  try {
    const data = await entry.load();
    if (request !== entry.requests) return;
    entry.data.value = data;
    entry.error.value = undefined;
  } catch (reason) {
    if (request === entry.requests) entry.error.value = toApiError(reason);
  }
  if (request === entry.requests) entry.loading.value = false;
}
