import { useEffect, useState } from 'preact/hooks';
import * as clients from '../api/clients';
import { useApi } from '../api/resource';
import { usePages } from '../api/pages';
import type { Client, ClientRow } from '../api/types';
import { Field } from '../ui/field';
import { ShowMore } from '../ui/show-more';
import { dayWords } from './time-words';

const PAUSE_MS = 250;
/** A shorter text is no search yet. */
const MIN_LETTERS = 2;

/** Loads the clients that fit what is typed, by name. */
export function useFoundClients(words: string) {
  const wanted = words.trim().length < MIN_LETTERS ? '' : words.trim();
  const [query, setQuery] = useState(wanted);
  useEffect(() => {
    const timer = setTimeout(() => setQuery(wanted), wanted ? PAUSE_MS : 0);
    return () => clearTimeout(timer);
  }, [wanted]);
  const list = usePages(`clients:${JSON.stringify({ sort: 'name' })}:${query}`, (cursor) =>
    clients.listed({ sort: 'name', cursor }, query),
  );
  return { list, query };
}

interface ClientPickerProps {
  onChoose: (client: ClientRow) => void;
  error: string | undefined;
}

/** Asks for a client: what is typed is searched for, and one of the clients is pressed. */
export function ClientPicker({ onChoose, error }: ClientPickerProps) {
  const [words, setWords] = useState('');
  const { list, query } = useFoundClients(words);
  const rows = list.data?.items ?? [];
  const none = query ? `No client matches “${query}”.` : 'You have no clients yet. Add one on the Clients page.';
  return (
    <div class="client-picker" data-field="client">
      <Field
        label="Client"
        name="client"
        type="search"
        autocomplete="off"
        value={words}
        onValue={setWords}
        error={error ?? list.error?.message}
        hint={list.data && !rows.length && !list.data.next ? none : undefined}
      />
      {rows.length > 0 && (
        <ul aria-label="Clients">
          {rows.map((row) => (
            <li key={row.id}>
              <button type="button" onClick={() => onChoose(row)}>
                <span>{row.name}</span>
                <TellApart row={row} among={rows} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <ShowMore next={list.data?.next ?? null} more={list.more} />
    </div>
  );
}

/** Tells clients of one name apart; for any other client, says by which name they go. */
export function TellApart({ row, among }: { row: ClientRow; among: ClientRow[] }) {
  const isDouble = among.some((each) => each.id !== row.id && each.name === row.name);
  if (isDouble) return <SecondLine id={row.id} />;
  return row.preferred_name ? <span class="hint">goes by {row.preferred_name}</span> : null;
}

function SecondLine({ id }: { id: string }) {
  const profile = useApi(`client:${id}`, () => clients.client(id)).data;
  return <span class="hint">{profile ? apartWords(profile) : '…'}</span>;
}

/** Returns what no two clients have in common: the date of birth where it is known, and the e-mail address. */
export function apartWords({ date_of_birth: birth, email }: Client): string {
  return [birth && `Born ${dayWords(Date.parse(birth), 'UTC').replace(/^\w+, /, '')}`, email]
    .filter(Boolean)
    .join(', ');
}

interface ChosenClientProps {
  id: string;
  /** Chooses another client; absent where the client is given. */
  onChange?: () => void;
}

/** Shows for whom an appointment is. */
export function ChosenClient({ id, onChange }: ChosenClientProps) {
  const profile = useApi(`client:${id}`, () => clients.client(id)).data;
  return (
    <div class="zone-line chosen-client">
      <p>
        <span class="muted">For</span> <strong>{profile?.legal_name ?? '…'}</strong>
        {profile && <span class="hint">{apartWords(profile)}</span>}
      </p>
      {onChange && (
        <button type="button" class="ghost small" onClick={onChange}>
          Change<span class="unseen"> the client</span>
        </button>
      )}
    </div>
  );
}
