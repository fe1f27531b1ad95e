import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from './icon';
import * as icons from './icons';
import type { Search } from './search';

interface ToolbarProps {
  /** What the list holds, such as "invoices"; the search field is named after it. */
  of: string;
  search: Search;
  /** The number of rows that fit the search. */
  hits: number;
  /** Links to the views of the list, above or before the search field. */
  views?: ComponentChildren;
  /** Filters beside the search field, and actions at the end. */
  children?: ComponentChildren;
}

/** Shows the one toolbar of a list: views, search, filters and actions. */
export function Toolbar({ of, search, hits, views, children }: ToolbarProps) {
  const id = useId();
  const { words, setWords, isLoading } = search;
  return (
    <div class="toolbar" role="search" aria-label={`Search ${of}`}>
      {views}
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
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      </div>
      {children}
      <p class="unseen" role="status">
        {words.trim() && (isLoading ? 'Searching' : hits === 1 ? '1 found' : `${hits} found`)}
      </p>
    </div>
  );
}

interface SearchedListProps {
  search: Search;
  hits: number;
  children: ComponentChildren;
}

/** Shows the rows that fit the search, or says that no row does. */
export function SearchedList({ search, hits, children }: SearchedListProps) {
  const words = search.words.trim();
  if (hits || !words || search.isLoading) return <>{children}</>;
  return (
    <div class="empty">
      <Icon path={icons.search} />
      <p>
        Nothing matches “{words}”{search.isPartial && ' in the part that was searched'}.
      </p>
      {search.isPartial && (
        <button type="button" class="primary" onClick={search.searchFurther}>
          Search further
        </button>
      )}
      <button type="button" onClick={() => search.setWords('')}>
        Clear search
      </button>
    </div>
  );
}
