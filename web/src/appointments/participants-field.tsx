import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Client, ClientRow, Named } from '../api/types';
import { me } from '../session/session';
import type { FieldErrors } from '../ui/corrections';
import { Field } from '../ui/field';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { ShowMore } from '../ui/show-more';
import type { BookingInput } from './booking-input';
import { TellApart, useFoundClients } from './client-picker';

/** The most people in one room. */
const MAX_PEOPLE = 4;
/** More clients than these can be searched. */
const SEARCHED = 8;

interface ParticipantsFieldProps {
  client: Client;
  typed: { values: BookingInput; update: (change: Partial<BookingInput>) => void };
  error: FieldErrors;
}

/** Chooses colleagues and more clients, up to the most in a room. */
export function ParticipantsField({ client, typed, error }: ParticipantsFieldProps) {
  const { providers, participants } = typed.values;
  // An Admin does not take part as a provider by booking, so they choose all providers.
  const isAdmin = me.value?.role === 'admin';
  const free = MAX_PEOPLE - (isAdmin ? 1 : 2) - providers.length - participants.length;
  // An Admin has chosen the first one already.
  const first = isAdmin ? providers[0] : me.value?.person.id;
  const colleagues = client.providers.filter((each) => each.id !== first);
  const more = providers.filter((id) => id !== first);
  const problem = isAdmin ? error('participant_ids') : error('provider_ids', 'participant_ids');
  const count = more.length + participants.length;
  return (
    <details class="fold more-people" data-field="provider_ids" open={count > 0 || undefined}>
      <summary>
        <span>
          More people <span class="muted">{count ? `(${count})` : '(optional)'}</span>
        </span>
      </summary>
      <p class="hint">A visit holds up to {MAX_PEOPLE} people. Each sees the others’ names.</p>
      {problem && (
        <p class="field-error">
          <Icon path={icons.alert} />
          {problem}
        </p>
      )}
      <Choice
        legend={isAdmin ? 'Further providers' : 'Colleagues'}
        of={colleagues}
        chosen={more}
        isFull={free <= 0}
        onChosen={(ids) => typed.update({ providers: isAdmin && first ? [first, ...ids] : ids })}
      >
        {!colleagues.length && <p class="hint">No other provider is assigned to this client.</p>}
      </Choice>
      <OtherClients
        than={client.id}
        chosen={participants}
        isFull={free <= 0}
        onChosen={(ids) => typed.update({ participants: ids })}
      />
    </details>
  );
}

interface ChoiceProps {
  legend: string;
  of: Named[];
  chosen: string[];
  isFull: boolean;
  onChosen: (ids: string[]) => void;
  /** Returns what tells a person from others of the same name. */
  apart?: (of: Named) => ComponentChildren;
  children?: ComponentChildren;
}

function OtherClients({ than, ...choice }: Omit<ChoiceProps, 'legend' | 'of' | 'apart'> & { than: string }) {
  const [words, setWords] = useState('');
  const { list, query } = useFoundClients(words);
  const rows = (list.data?.items ?? []).filter((row) => row.id !== than);
  // Who was chosen stays in sight, whatever is searched for next.
  const known = useRef(new Map<string, ClientRow>()).current;
  for (const row of rows) known.set(row.id, row);
  const others = choice.chosen.filter((id) => !rows.some((row) => row.id === id));
  const shown = [...rows, ...others.flatMap((id) => known.get(id) ?? [])];
  return (
    <Choice
      legend="Further clients"
      of={shown}
      apart={(row) => <TellApart row={row as ClientRow} among={shown} />}
      {...choice}
    >
      {(rows.length > SEARCHED || query) && (
        <Field
          label="Search clients"
          name="further"
          type="search"
          autocomplete="off"
          value={words}
          onValue={setWords}
        />
      )}
      {list.data && !rows.length && (
        <p class="hint">{query ? `No other client matches “${query}”.` : 'You have no other clients.'}</p>
      )}
      <ShowMore next={list.data?.next ?? null} more={list.more} />
    </Choice>
  );
}

function Choice({ legend, of, chosen, isFull, onChosen, apart, children }: ChoiceProps) {
  const set = (id: string, on: boolean): void => onChosen(on ? [...chosen, id] : chosen.filter((each) => each !== id));
  return (
    <fieldset class="choice">
      <legend>{legend}</legend>
      {of.map((each) => (
        <label key={each.id} class="check">
          <input
            type="checkbox"
            checked={chosen.includes(each.id)}
            disabled={isFull && !chosen.includes(each.id)}
            onChange={(event) => set(each.id, event.currentTarget.checked)}
          />
          <span>
            {each.name} {apart?.(each)}
          </span>
        </label>
      ))}
      {children}
    </fieldset>
  );
}
