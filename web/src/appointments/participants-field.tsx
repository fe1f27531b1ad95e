import type { ComponentChildren } from 'preact';
import * as clients from '../api/clients';
import type { Client, Named } from '../api/types';
import { usePages } from '../api/pages';
import { me } from '../session/session';
import type { FieldErrors } from '../ui/corrections';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { ShowMore } from '../ui/show-more';
import type { BookingInput } from './booking-input';

/** The most people in one room. */
const MAX_PEOPLE = 4;

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
  const colleagues = client.providers.filter((each) => isAdmin || each.id !== me.value?.person.id);
  const problem = error('provider_ids', 'participant_ids');
  const count = providers.length + participants.length;
  return (
    <details class="fold more-people" data-field="provider_ids" open={isAdmin || count > 0 || undefined}>
      <summary>
        <span>
          {isAdmin ? 'Providers and more people' : 'More people'}{' '}
          <span class="muted">{count ? `(${count})` : !isAdmin && '(optional)'}</span>
        </span>
      </summary>
      <p class="hint">A video visit holds up to {MAX_PEOPLE} people. Each sees the others’ names.</p>
      {problem && (
        <p class="field-error">
          <Icon path={icons.alert} />
          {problem}
        </p>
      )}
      <Choice
        legend={isAdmin ? 'Providers' : 'Colleagues'}
        of={colleagues}
        chosen={providers}
        isFull={free <= 0}
        onChosen={(ids) => typed.update({ providers: ids })}
      >
        {!colleagues.length && <p class="hint">No {!isAdmin && 'other '}provider is assigned to this client.</p>}
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
  children?: ComponentChildren;
}

function OtherClients({ than, ...choice }: Omit<ChoiceProps, 'legend' | 'of'> & { than: string }) {
  const list = usePages('clients', clients.clients);
  const rows = (list.data?.items ?? []).filter((row) => row.id !== than);
  return (
    <Choice legend="Further clients" of={rows} {...choice}>
      {list.data && !rows.length && <p class="hint">You have no other clients.</p>}
      <ShowMore next={list.data?.next ?? null} more={list.more} />
    </Choice>
  );
}

function Choice({ legend, of, chosen, isFull, onChosen, children }: ChoiceProps) {
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
          {each.name}
        </label>
      ))}
      {children}
    </fieldset>
  );
}
