import { useEffect, useRef, useState } from 'preact/hooks';

/** The server is asked when nothing was typed for so long. */
const PAUSE_MS = 250;
/** A shorter text is no search yet. */
const MIN_LETTERS = 2;
/** A search reads at most this many further pages of 50 rows. */
const MAX_PAGES = 10;

// What was typed, by list, in memory only: names do not belong in an address. It survives Back, and is dropped at
// sign-out.
const typed = new Map<string, string>();

export function clearSearches(): void {
  typed.clear();
}

interface List {
  data: { next: string | null } | undefined;
  more: () => Promise<void>;
}

export interface Search {
  words: string;
  setWords: (words: string) => void;
  /** Whether a row fits, by the strings that the row shows. */
  fits: (...shown: (string | number | null | undefined)[]) => boolean;
  isLoading: boolean;
  /** Whether the list has more rows that were not searched. */
  isPartial: boolean;
  searchFurther: () => void;
}

/**
 * Searches a list for words, in the rows that it shows.
 *
 * The server keeps names sealed and cannot search in them, so the rest of the list is loaded first.
 */
export function useSearch(name: string, list: List): Search {
  const [words, setWords] = useState(typed.get(name) ?? '');
  const [isFailed, setIsFailed] = useState(false);
  const pages = useRef(0);
  const [, redraw] = useState({});
  const parts = words.toLowerCase().split(/\s+/).filter(Boolean);
  const next = list.data?.next ?? null;
  const isLoading = parts.length > 0 && next !== null && !isFailed && pages.current < MAX_PAGES;
  useEffect(() => {
    if (!isLoading) return;
    pages.current += 1;
    list.more().catch(() => setIsFailed(true));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- each loaded page has another cursor, and loads the next one
  }, [isLoading, next]);
  return {
    words,
    setWords: (value) => {
      typed.set(name, value);
      setIsFailed(false);
      setWords(value);
    },
    fits: (...shown) => {
      const text = shown.join(' ').toLowerCase();
      return parts.every((part) => text.includes(part));
    },
    isLoading,
    isPartial: parts.length > 0 && next !== null && !isLoading,
    searchFurther: () => {
      pages.current = 0;
      setIsFailed(false);
      redraw({});
    },
  };
}

export interface ServerSearch {
  words: string;
  setWords: (words: string) => void;
  /** What to ask the server for; empty while nothing is searched for. */
  query: string;
  isWaiting: boolean;
}

/** Holds what is typed into the search of a list that the server searches. */
export function useServerSearch(name: string): ServerSearch {
  const [words, setWords] = useState(typed.get(name) ?? '');
  const wanted = words.trim().length < MIN_LETTERS ? '' : words.trim();
  const [query, setQuery] = useState(wanted);
  useEffect(() => {
    const timer = setTimeout(() => setQuery(wanted), wanted ? PAUSE_MS : 0);
    return () => clearTimeout(timer);
  }, [wanted]);
  return {
    words,
    setWords: (value) => {
      typed.set(name, value);
      setWords(value);
    },
    query,
    isWaiting: query !== wanted,
  };
}

/** Returns a server's search as that of a list with these hits, for its toolbar. */
export function searchOf(search: ServerSearch, list: List & { loading: boolean }): Search {
  return {
    words: search.query && search.words,
    setWords: search.setWords,
    fits: () => true,
    isLoading: search.isWaiting || (list.loading && !list.data),
    isPartial: !!search.query && !!list.data?.next,
    searchFurther: () => void list.more().catch(() => undefined),
  };
}
