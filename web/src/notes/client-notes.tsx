import { useLocation } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { usePages } from '../api/pages';
import type { Client } from '../api/types';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { Callout } from '../ui/page';
import { toast, toastProblem } from '../ui/toast';
import { AddAddendum } from './add-addendum';
import { draft as loadDraft, type Draft, type Level, type Note, notes, takeBack } from './calls';
import { ComposeNote } from './compose-note';
import { writableLevels } from './levels';
import { NoteCard } from './note-card';
import { NoteFilters } from './note-filters';
import { NoteList } from './note-list';
import { PrintButton, PrintedNotes, usePrint } from './print-notes';
import './notes.css';

/** The Notes tab of a client's profile. */
export default function ClientNotes({ client }: { client: Client }) {
  const [level, setLevel] = useState<Level>();
  const [words, setWords] = useState('');
  const [newest, setNewest] = useState<string | null>(null);
  const query = { level, q: words || undefined };
  const list = usePages(`notes:${client.id}:${level}:${words}`, (cursor) => notes(client.id, { ...query, cursor }));
  const composing = useComposing(client.id);
  const printing = usePrint(client, query);
  useFocusOn(newest, list.data);
  const onDone = (note: string | null): void => {
    composing.close();
    setNewest(note);
    list.reload();
  };
  const onTakeBack = async (note: Note): Promise<void> => {
    await takeBack(note.id).finally(() => list.reload());
    toast('Taken back. The text is in your draft.');
    await composing.open();
  };
  if (composing.draft) return <ComposeNote client={client} draft={composing.draft} onDone={onDone} />;
  return (
    <section class="client-notes" aria-label="Notes">
      <div class="section-head no-print">
        <h2>Notes</h2>
        <div class="note-actions">
          <PrintButton printing={printing} />
          <AddButton composing={composing} />
        </div>
      </div>
      <PrintedNotes client={client} printing={printing} />
      <DraftHint composing={composing} />
      <NoteFilters
        level={level}
        onLevel={setLevel}
        onSearch={setWords}
        hasPrivate={writableLevels(client).some((each) => each.level === 'private')}
      />
      <NoteList list={list} words={words} isFiltered={level !== undefined} empty={<NoNotes />}>
        {(note) => (
          <NoteCard note={note} onTakeBack={() => onTakeBack(note)} onSealed={list.reload}>
            <AddAddendum note={note} onAdded={list.reload} />
          </NoteCard>
        )}
      </NoteList>
    </section>
  );
}

type Composing = ReturnType<typeof useComposing>;

/** Loads the author's draft: to say that there is one, and again when the panel opens, which `?write` asks for. */
function useComposing(client: string) {
  const { query, path, route } = useLocation();
  const isAsked = query['write'] !== undefined;
  const [stored, setStored] = useState<Draft | null>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [busy, setBusy] = useState(false);
  const open = async (): Promise<void> => {
    setBusy(true);
    await loadDraft(client).then(setDraft, () => toastProblem('Your draft cannot be loaded. Please try again.'));
    setBusy(false);
  };
  useEffect(() => {
    if (isAsked) void open();
    else loadDraft(client).then(setStored, () => undefined);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for each address
  }, [isAsked, client]);
  const close = (): void => {
    setDraft(null);
    // The address without `?write` loads what is stored, as the first one did.
    if (isAsked) route(path, true);
    else loadDraft(client).then(setStored, () => undefined);
  };
  return { stored, draft, busy, open, close };
}

function AddButton({ composing }: { composing: Composing }) {
  return (
    <button type="button" class="primary" aria-busy={composing.busy} onClick={() => void composing.open()}>
      <Icon path={icons.plus} />
      Add
    </button>
  );
}

function DraftHint({ composing: { stored, open } }: { composing: Composing }) {
  if (!stored?.text) return null;
  return (
    <Callout tone="blue" icon={icons.pencil}>
      <p class="templates">
        You have a draft that is not saved as a note yet.
        <button type="button" class="small" onClick={() => void open()}>
          Continue writing
        </button>
      </p>
    </Callout>
  );
}

function NoNotes() {
  return (
    <>
      <p>No notes about this client yet that you may read.</p>
      <p>Press Add, choose who can read the note, and write. You can take a note back for two minutes.</p>
    </>
  );
}

/** Moves the focus to a note that was just saved. */
function useFocusOn(note: string | null, page: unknown): void {
  useEffect(() => {
    if (note) document.getElementById(`note-${note}`)?.focus();
  }, [note, page]);
}
