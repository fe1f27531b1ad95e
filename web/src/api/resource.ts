import { signal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { toApiError, type ApiError } from './api-error';
import type { Page } from './types';

interface CachedResource<T> {
  data: Signal<T | undefined>;
  error: Signal<ApiError | undefined>;
  loading: Signal<boolean>;
  load: () => Promise<T>;
  requests: number;
}

export interface Resource<T> {
  data: T | undefined;
  error: ApiError | undefined;
  loading: boolean;
  reload: () => void;
  put: (data: T) => void;
}

const cache = new Map<string, CachedResource<unknown>>();
/** How many pages of each list are shown. */
const pageCounts = new Map<string, number>();

/** Returns the cached answer at once and loads a fresh one. Cleared at sign-out. */
export function useApi<T>(key: string, load: () => Promise<T>): Resource<T> {
  const entry = entryOf(key, load);
  // Switching the role clears the cache, so the same key may have a new entry.
  useEffect(() => void fetchInto(entry), [entry]);
  return {
    data: entry.data.value,
    error: entry.error.value,
    loading: entry.loading.value,
    reload: () => void fetchInto(entry),
    put: (data) => (entry.data.value = data),
  };
}

/** Loads a list, and its next page on request. */
export function usePages<T, P extends Page<T>>(key: string, load: (cursor?: string) => Promise<P>) {
  // A reload, as after Back, loads as many pages as were shown. A cursor continues a list only with the filters, such
  // as the current time, of the request that returned it.
  const list = useApi<P & { load?: typeof load }>(key, async () => ({
    ...(await loadPages(load, pageCounts.get(key) ?? 1)),
    load,
  }));
  const more = async (): Promise<void> => {
    const current = list.data;
    if (!current?.next) return;
    const page = await (current.load ?? load)(current.next);
    pageCounts.set(key, (pageCounts.get(key) ?? 1) + 1);
    list.put(joined(current, page));
  };
  return { ...list, more };
}

async function loadPages<T, P extends Page<T>>(load: (cursor?: string) => Promise<P>, count: number): Promise<P> {
  let pages = await load();
  for (let n = 1; n < count && pages.next; n += 1) pages = joined(pages, await load(pages.next));
  return pages;
}

function joined<T, P extends Page<T>>(before: P, page: Page<T>): P {
  return { ...before, items: [...before.items, ...page.items], next: page.next };
}

/** Reloads each cached answer whose key begins with one of `starts`. */
export function invalidate(...starts: string[]): void {
  for (const [key, entry] of cache) if (starts.some((start) => key.startsWith(start))) void fetchInto(entry);
}

/** Removes an answer that must not stay in memory, such as a secret. */
export function dropCached(key: string): void {
  cache.delete(key);
}

/** Removes all answers, so that nothing personal stays after sign-out. */
export function clearCache(): void {
  for (const entry of cache.values()) entry.data.value = undefined;
  cache.clear();
  pageCounts.clear();
}

function entryOf<T>(key: string, load: () => Promise<T>): CachedResource<T> {
  const cached = cache.get(key) as CachedResource<T> | undefined;
  if (cached) return Object.assign(cached, { load });
  const resource: CachedResource<T> = { data: signal(), error: signal(), loading: signal(true), load, requests: 0 };
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
