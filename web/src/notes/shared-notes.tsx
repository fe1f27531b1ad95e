import { useState } from 'preact/hooks';
import { usePages } from '../api/pages';
import { me } from '../session/session';
import { Page } from '../ui/page';
import { PrintButton } from '../ui/print-button';
import { notes } from './calls';
import { NoteCard } from './note-card';
import { SearchField } from './note-filters';
import { NoteList } from './note-list';
import './notes.css';

/** Shows a client the notes that the practice has shared with them. */
export default function SharedNotes() {
  const client = me.value?.client_id ?? '';
  const [words, setWords] = useState('');
  const list = usePages(`notes:${client}:own:${words}`, (cursor) => notes(client, { q: words || undefined, cursor }));
  return (
    <Page title="Notes" back={{ href: '/client', label: 'Home' }} side={<PrintButton />}>
      <p class="lead no-print">What your practice has shared with you. Nobody can change a note once it is here.</p>
      <section class="client-notes" aria-label="Shared notes">
        <div class="note-filters no-print">
          <SearchField onSearch={setWords} />
        </div>
        <NoteList
          list={list}
          words={words}
          isFiltered={false}
          empty={<p>Nothing has been shared with you yet. Notes come here when your provider shares them.</p>}
        >
          {(note) => <NoteCard note={note} hasLevel={false} />}
        </NoteList>
      </section>
    </Page>
  );
}
