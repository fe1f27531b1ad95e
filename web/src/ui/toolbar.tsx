import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from './icon';
import * as icons from './icons';

interface ToolbarProps {
  /** What the list holds, such as "invoices"; the search field is named after it. */
  of: string;
  words: string;
  onWords: (words: string) => void;
  isLoading: boolean;
  /** The number of rows that fit the words. */
  hits: number;
  /** Filters beside the search field, and actions at the end. */
  children?: ComponentChildren;
}

/** Shows the one toolbar of a list: search, filters and actions. */
export function Toolbar({ of, words, onWords, isLoading, hits, children }: ToolbarProps) {
  const id = useId();
  return (
    <div class="toolbar" role="search" aria-label={`Search ${of}`}>
      <div class="search-field">
        <Icon path={icons.search} />
        <label class="unseen" for={id}>
          Search {of}
        </label>
        <input
          id={id}
          type="search"
          autocomplete="off"
          placeholder={`Search ${of}`}
          value={words}
          onInput={(event) => onWords(event.currentTarget.value)}
        />
      </div>
      {children}
      <p class="unseen" role="status">
        {words.trim() && (isLoading ? 'Searching' : hits === 1 ? '1 found' : `${hits} found`)}
      </p>
    </div>
  );
}

/** Says that no row fits the words that were typed. */
export function NoHits({ words, onClear }: { words: string; onClear: () => void }) {
  return (
    <div class="empty">
      <Icon path={icons.search} />
      <p>Nothing matches “{words.trim()}”.</p>
      <button type="button" onClick={onClear}>
        Clear search
      </button>
    </div>
  );
}
