import { useEffect, useState } from 'preact/hooks';
import type { Client } from '../api/types';
import { FormProblem, useSubmit } from '../ui/form';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { type Note, type NoteQuery, notesToPrint } from './calls';
import { NoteCard } from './note-card';

const PRINTING = 'prints-notes';

/**
 * Prints all notes of the list, not only those that are loaded; held notes are left out.
 *
 * The server records the print, and leaves psychotherapy notes out unless only private notes are shown.
 */
export function usePrint(client: Client, query: NoteQuery) {
  const [printed, setPrinted] = useState<Note[] | null>(null);
  const submit = useSubmit();
  useEffect(() => {
    if (!printed) return;
    const end = (): void => {
      document.body.classList.remove(PRINTING);
      setPrinted(null);
    };
    document.body.classList.add(PRINTING);
    addEventListener('afterprint', end, { once: true });
    print();
    return () => removeEventListener('afterprint', end);
  }, [printed]);
  const load = async (): Promise<void> => {
    const all = await notesToPrint(client.id, query);
    setPrinted(all.filter((note) => note.state === 'sealed'));
  };
  return { printed, submit, print: () => void submit.run(load) };
}

type Printing = ReturnType<typeof usePrint>;

export function PrintButton({ printing: { submit, print } }: { printing: Printing }) {
  return (
    <div>
      <button type="button" aria-busy={submit.busy} onClick={print}>
        <Icon path={icons.print} />
        Print
      </button>
      <FormProblem refusal={submit.refusal} />
    </div>
  );
}

export function PrintedNotes({ printing: { printed } }: { printing: Printing }) {
  if (!printed) return null;
  return (
    <div class="printed-notes">
      {printed.length === 0 && <p>No permanent notes of this type.</p>}
      {printed.map((note) => (
        <NoteCard key={note.id} note={note} />
      ))}
    </div>
  );
}
