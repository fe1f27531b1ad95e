import { signal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { toRefusal, type Refusal } from './api-error';
import type { Page } from './types';

interface Kept<T> {
  data: Signal<T | undefined>;
  refusal: Signal<Refusal | undefined>;
  loading: Signal<boolean>;
  load: () => Promise<T>;
  asked: number;
}

export interface Resource<T> {
  data: T | undefined;
  refusal: Refusal | undefined;
  loading: boolean;
  reload: () => void;
  put: (data: T) => void;
}

const kept = new Map<string, Kept<unknown>>();

/** What the API answers under this key: the kept answer at once, then a fresh one. Cleared at sign-out. */
export function useApi<T>(key: string, load: () => Promise<T>): Resource<T> {
  const entry = entryOf(key, load);
  // A new entry also comes under the same key: what was kept is forgotten when another role is worn.
  useEffect(() => void fetchInto(entry), [entry]);
  return {
    data: entry.data.value,
    refusal: entry.refusal.value,
    loading: entry.loading.value,
    reload: () => void fetchInto(entry),
    put: (data) => (entry.data.value = data),
  };
}

/** A list that grows by "Show more". */
export function usePages<T, P extends Page<T>>(key: string, load: (cursor?: string) => Promise<P>) {
  const list = useApi<P>(key, () => load());
  const more = async (): Promise<void> => {
    const shown = list.data;
    if (!shown?.next) return;
    const page = await load(shown.next);
    list.put({ ...shown, items: [...shown.items, ...page.items], next: page.next });
  };
  return { ...list, more };
}

/** Asks again for every kept answer whose key starts so; pages that show it change by themselves. */
export function invalidate(...starts: string[]): void {
  for (const [key, entry] of kept) if (starts.some((start) => key.startsWith(start))) void fetchInto(entry);
}

/** For an answer that must not stay in memory, such as a secret shown once. */
export function dropKept(key: string): void {
  kept.delete(key);
}

/** At sign-out nothing personal stays in memory. */
export function forget(): void {
  for (const entry of kept.values()) entry.data.value = undefined;
  kept.clear();
}

function entryOf<T>(key: string, load: () => Promise<T>): Kept<T> {
  const found = kept.get(key) as Kept<T> | undefined;
  if (found) return Object.assign(found, { load });
  const made: Kept<T> = { data: signal(), refusal: signal(), loading: signal(true), load, asked: 0 };
  kept.set(key, made);
  return made;
}

async function fetchInto<T>(entry: Kept<T>): Promise<void> {
  const turn = ++entry.asked;
  entry.loading.value = true;
  try {
    const data = await entry.load();
    if (turn !== entry.asked) return;
    entry.data.value = data;
    entry.refusal.value = undefined;
  } catch (reason) {
    if (turn === entry.asked) entry.refusal.value = toRefusal(reason);
  }
  if (turn === entry.asked) entry.loading.value = false;
}
