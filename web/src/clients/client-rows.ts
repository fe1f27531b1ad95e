import { useEffect, useState } from 'preact/hooks';
import * as clients from '../api/clients';
import { usePages } from '../api/pages';
import type { ClientRow } from '../api/types';
import { searchOf, useServerSearch } from '../ui/search';

/** The filters of a list of clients, as the address has them, with their words. */
export const SHOWN: { value: string; label: string; query: clients.ClientQuery }[] = [
  { value: '', label: 'All', query: {} },
  { value: 'waiting', label: 'Needs an answer', query: { waiting: true } },
  { value: 'unpaid', label: 'Unpaid', query: { unpaid: true } },
  { value: 'no-next', label: 'No next appointment', query: { without_next: true } },
];

/** Returns the rows of a list of clients that fit its filters and what is typed into its search. */
export function useClientRows(name: string, shown: string, query: clients.ClientQuery = {}) {
  const typed = useServerSearch(name);
  const filter = SHOWN.find((each) => each.value === shown)?.query;
  const all = { sort: 'name' as const, ...filter, ...query };
  const list = usePages(`clients:${JSON.stringify(all)}:${typed.query}`, (cursor) =>
    clients.listed({ ...all, cursor }, typed.query),
  );
  const isReading = useFirstRows(list);
  const search = searchOf(typed, list);
  return {
    list,
    rows: unique(list.data?.items ?? []),
    words: typed.words,
    search: { ...search, isLoading: search.isLoading || isReading },
    isSearched: typed.query !== '',
  };
}

interface List {
  data: { items: unknown[]; next: string | null } | undefined;
  more: () => Promise<void>;
}

/** Loads further pages as long as no client fits the filter; returns whether it does so. */
function useFirstRows(list: List): boolean {
  const next = list.data?.items.length === 0 ? list.data.next : null;
  // A page that failed to load stops this, and the list's own button loads it again.
  const [failedAt, setFailedAt] = useState<string | null>(null);
  useEffect(() => {
    if (next) list.more().catch(() => setFailedAt(next));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- each loaded page has another cursor, and loads the next one
  }, [next]);
  return next !== null && next !== failedAt;
}

/** A client can be on several pages of those with unpaid invoices. */
function unique(rows: ClientRow[]): ClientRow[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}
