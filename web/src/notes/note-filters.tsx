import { useId, useState } from 'preact/hooks';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import type { Level } from './calls';
import { LEVELS } from './levels';

interface NoteFiltersProps {
  level: Level | undefined;
  onLevel: (level: Level | undefined) => void;
  onSearch: (words: string) => void;
  hasPrivate: boolean;
}

/** Filters notes by type, and searches in those that the reader may read; the words stay out of the address. */
export function NoteFilters({ level, onLevel, onSearch, hasPrivate }: NoteFiltersProps) {
  const choices = [
    { level: undefined, title: 'All' },
    ...LEVELS.filter((each) => hasPrivate || each.level !== 'private'),
  ];
  return (
    <div class="note-filters no-print">
      <ul class="chips" aria-label="Type of note">
        {choices.map((each) => (
          <li key={each.title}>
            <button type="button" class="chip" aria-pressed={level === each.level} onClick={() => onLevel(each.level)}>
              {each.title}
            </button>
          </li>
        ))}
      </ul>
      <SearchField onSearch={onSearch} />
    </div>
  );
}

export function SearchField({ onSearch }: { onSearch: (words: string) => void }) {
  const id = useId();
  const [words, setWords] = useState('');
  return (
    <form
      class="search-field"
      role="search"
      aria-label="Search notes"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(words.trim());
      }}
    >
      <Icon path={icons.search} />
      <label class="unseen" for={id}>
        Search notes
      </label>
      <input
        id={id}
        type="search"
        autocomplete="off"
        placeholder="Search notes, then press Enter"
        value={words}
        onInput={(event) => {
          setWords(event.currentTarget.value);
          if (!event.currentTarget.value) onSearch('');
        }}
      />
    </form>
  );
}
