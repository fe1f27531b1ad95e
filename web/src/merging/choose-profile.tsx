import { listed } from '../api/clients';
import { usePages } from '../api/pages';
import type { Client, ClientRow } from '../api/types';
import { TellApart } from '../appointments/client-picker';
import { Field } from '../ui/field';
import { useServerSearch } from '../ui/search';
import { ShowMore } from '../ui/show-more';

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
  const all = list.data?.items ?? [];
  const rows = all.filter((row) => row.id !== client.id && !row.merged);
  const isReading = search.isWaiting || !list.data;
  return (
    <>
      <div class="dialog-body">
        <p>Choose the profile to keep using. This one stays in your records, but can then only be read.</p>
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
          {!isReading && (rows.length === 1 ? '1 profile' : `${rows.length} profiles`)}
        </p>
        {!search.query && rows.length > 0 && <h3>Clients of the same name</h3>}
        <ul class="merge-choices">
          {rows.map((row) => (
            <li key={row.id}>
              <button type="button" onClick={() => onChosen(row)}>
                <span>{row.name}</span>
                <TellApart row={row} among={all} />
                <span class="hint">{providersOf(row)}</span>
              </button>
            </li>
          ))}
        </ul>
        <ShowMore next={list.data?.next ?? null} more={list.more} />
        {!isReading && !rows.length && !list.data?.next && search.query && (
          <p class="muted">No other client matches “{search.words.trim()}”.</p>
        )}
      </div>
      <div class="dialog-foot">
        <button type="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </>
  );
}

function providersOf({ providers }: ClientRow): string {
  return providers?.map((each) => each.name).join(', ') || 'No provider';
}
