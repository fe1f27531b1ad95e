import type { ComponentChildren } from 'preact';
import type { Resource } from '../api/resource';
import { Area } from '../ui/area';
import * as icons from '../ui/icons';
import { Loaded } from '../ui/loaded';
import { Empty } from '../ui/page';
import { ShowMore } from '../ui/show-more';
import type { Note } from './calls';

interface Page {
  items: Note[];
  next: string | null;
}

interface NoteListProps {
  list: Resource<Page> & { more: () => Promise<void> };
  words: string;
  isFiltered: boolean;
  empty: ComponentChildren;
  children: (note: Note) => ComponentChildren;
}

/** Shows a list of notes, or says why there are none. */
export function NoteList({ list, words, isFiltered, empty, children }: NoteListProps) {
  return (
    <Loaded of={list}>
      {(page) => (
        <>
          {page.items.map((note) => (
            <Area key={note.id} of={note}>
              {children(note)}
            </Area>
          ))}
          {page.items.length === 0 && (
            <Empty icon={words ? icons.search : icons.pencil}>
              {words || isFiltered ? <NothingFits words={words} isPartial={page.next !== null} /> : empty}
            </Empty>
          )}
          <ShowMore next={page.next} more={list.more} label={words ? 'Search older notes' : 'Show more'} />
        </>
      )}
    </Loaded>
  );
}

function NothingFits({ words, isPartial }: { words: string; isPartial: boolean }) {
  if (!words) return <p>No notes of this type.</p>;
  return (
    <p>
      Nothing matches “{words}”{isPartial && ' in the notes that were searched'}.
    </p>
  );
}
