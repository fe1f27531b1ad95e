import { useEffect, useState } from 'preact/hooks';
import { formatDate } from '../kernel/dates';
import { serverNow } from '../kernel/server-clock';
import { InstantTime } from '../session/instant-time';
import { me } from '../session/session';
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
 * The server records the print, and leaves psychotherapy notes out unless the person asks for them, which the page
 * offers beside the list of private notes (S39).
 */
export function usePrint(client: Client, query: NoteQuery) {
  const [printed, setPrinted] = useState<Note[] | null>(null);
  const [psychotherapy, setPsychotherapy] = useState(false);
  const submit = useSubmit();
  const offersPsychotherapy = query.level === 'private';
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
    const all = await notesToPrint(client.id, { ...query, psychotherapy: offersPsychotherapy && psychotherapy });
    setPrinted(all.filter((note) => note.state === 'sealed'));
  };
  return { printed, submit, print: () => void submit.run(load), offersPsychotherapy, psychotherapy, setPsychotherapy };
}

type Printing = ReturnType<typeof usePrint>;

export function PrintButton({ printing }: { printing: Printing }) {
  const { submit, print, offersPsychotherapy, psychotherapy, setPsychotherapy } = printing;
  return (
    <div class="print-choice">
      {offersPsychotherapy && (
        <label class="check">
          <input
            type="checkbox"
            checked={psychotherapy}
            onChange={(event) => setPsychotherapy(event.currentTarget.checked)}
          />
          <span>Print psychotherapy notes too</span>
        </label>
      )}
      <button type="button" aria-busy={submit.busy} onClick={print}>
        <Icon path={icons.print} />
        Print
      </button>
      <FormProblem refusal={submit.refusal} />
    </div>
  );
}

interface PrintedNotesProps {
  client: Client;
  printing: Printing;
}

/** The notes as they are printed; the browser's own Print shows none, because it would not leave any out. */
export function PrintedNotes({ client, printing: { printed } }: PrintedNotesProps) {
  if (!printed) return <p class="print-hint">To print notes, use the Print button on this page.</p>;
  const born = client.date_of_birth && `Born ${formatDate(client.date_of_birth)}. `;
  return (
    <div class="printed-notes">
      <p>
        {born}
        {printed.length === 1 ? '1 note' : `${printed.length} notes`}, printed by {me.value?.person.name},{' '}
        <InstantTime at={new Date(serverNow()).toISOString()} />
      </p>
      {printed.length === 0 && <p>No permanent notes of this type.</p>}
      {printed.map((note) => (
        <NoteCard key={note.id} note={note} />
      ))}
    </div>
  );
}
