import { useEffect, useRef, useState } from 'preact/hooks';

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
