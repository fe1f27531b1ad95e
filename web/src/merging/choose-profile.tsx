import { listed } from '../api/clients';
import { usePages } from '../api/pages';
import type { Client, ClientRow } from '../api/types';
import { Field } from '../ui/field';
import { useServerSearch } from '../ui/search';

interface ChooseProfileProps {
  client: Client;
  onChosen: (other: ClientRow) => void;
  onClose: () => void;
}

/** Finds the profile that stays in use, by a name, an e-mail address or a phone. */
export function ChooseProfile({ client, onChosen, onClose }: ChooseProfileProps) {
  const search = useServerSearch(`merge:${client.id}`);
  // Until something is typed, those with a name like this one are shown.
  const query = search.query || client.legal_name;
  const list = usePages(`clients:merge:${query}`, (cursor) => listed({ cursor }, query));
  const rows = (list.data?.items ?? []).filter((row) => row.id !== client.id && !row.merged);
  const isReading = search.isWaiting || !list.data;
  return (
    <>
      <div class="dialog-body">
        <p>Choose the profile that stays in use. What this one holds stays here, and can only be read.</p>
        <Field
          label="Find the other profile"
          name="other"
          type="search"
          autocomplete="off"
          hint="A part of a name, of the e-mail address, or of the phone number."
          value={search.words}
          onValue={search.setWords}
        />
        <p class="unseen" role="status">
          {!isReading && (rows.length === 1 ? '1 found' : `${rows.length} found`)}
        </p>
        {!search.query && rows.length > 0 && <h3>With this name</h3>}
        <ul class="merge-choices">
          {rows.map((row) => (
            <li key={row.id}>
              <button type="button" onClick={() => onChosen(row)}>
                <span>{row.name}</span>
                <span class="hint">{wordsOf(row)}</span>
              </button>
            </li>
          ))}
        </ul>
        {!isReading && !rows.length && search.query && <p class="muted">Nobody else fits “{search.words.trim()}”.</p>}
      </div>
      <div class="dialog-foot">
        <button type="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </>
  );
}

function wordsOf(row: ClientRow): string {
  const providers = (row.providers ?? []).map((each) => each.name).join(', ');
  return [row.preferred_name && `goes by ${row.preferred_name}`, providers || 'no provider']
    .filter(Boolean)
    .join(' · ');
}
