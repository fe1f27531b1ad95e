import { useApi, type Resource } from './resource';
import type { Page } from './types';

/** What is shown of a list; `load` is what its cursor belongs to. */
type Shown<P> = P & { load?: (cursor?: string) => Promise<P>; pageCount?: number };

/** Loads a list, and its next page on request. */
export function usePages<T, P extends Page<T>>(key: string, load: (cursor?: string) => Promise<P>) {
  // A reload, as after Back, loads as many pages as were shown. A cursor continues a list only with the filters, such
  // as the current time, of the request that returned it.
  const list: Resource<Shown<P>> = useApi<Shown<P>>(key, async () => {
    const pageCount = list.data?.pageCount ?? 1;
    return { ...(await loadPages(load, pageCount)), load, pageCount };
  });
  const more = async (): Promise<void> => {
    const current = list.data;
    if (!current?.next) return;
    const page = await (current.load ?? load)(current.next);
    list.put({ ...joined(current, page), pageCount: (current.pageCount ?? 1) + 1 });
  };
  return { ...list, more };
}

/** Loads the items of all pages of a list; each page is known only by the one before it. */
export async function loadAll<T>(load: (cursor?: string) => Promise<Page<T>>): Promise<T[]> {
  return (await loadPages(load, Infinity)).items;
}

async function loadPages<T, P extends Page<T>>(load: (cursor?: string) => Promise<P>, count: number): Promise<P> {
  let pages = await load();
  for (let n = 1; n < count && pages.next; n += 1) pages = joined(pages, await load(pages.next));
  return pages;
}

function joined<T, P extends Page<T>>(before: P, page: Page<T>): P {
  return { ...before, items: [...before.items, ...page.items], next: page.next };
}
