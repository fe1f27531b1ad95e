import { useState } from 'preact/hooks';
import type { Service } from '../api/types';
import { Field } from '../ui/field';

interface AssignProps {
  service: Service;
  assigned: string[];
  onAssigned: (ids: string[]) => void;
}

export function AssignProviders({ service, assigned, onAssigned }: AssignProps) {
  const [sought, setSought] = useState('');
  const { providers } = service;
  const shown = providers.filter((each) => each.name.toLowerCase().includes(sought.trim().toLowerCase()));
  const isAll = shown.length > 0 && shown.every((each) => assigned.includes(each.id));
  const set = (ids: string[], on: boolean): void => {
    const rest = assigned.filter((id) => !ids.includes(id));
    onAssigned((on ? [...rest, ...ids] : rest).sort());
  };
  return (
    <details class="card fold" open>
      <summary>
        Assign Providers ({assigned.length} of {providers.length})
      </summary>
      <p class="hint">Only assigned providers can create invoices, and only for clients assigned to them.</p>
      <Field label="Search" name="search" type="search" autocomplete="off" value={sought} onValue={setSought} />
      <label class="check all">
        <input
          type="checkbox"
          checked={isAll}
          disabled={!shown.length}
          onChange={() =>
            set(
              shown.map((each) => each.id),
              !isAll,
            )
          }
        />
        Select all{sought.trim() && ' that are shown'}
      </label>
      <Names shown={shown} assigned={assigned} onName={(id, on) => set([id], on)} />
      {!shown.length && (
        <p class="muted">
          {providers.length ? 'Nobody by that name.' : 'No providers yet: invite them on the Team page.'}
        </p>
      )}
    </details>
  );
}

interface NamesProps {
  shown: Service['providers'];
  assigned: string[];
  onName: (id: string, on: boolean) => void;
}

function Names({ shown, assigned, onName }: NamesProps) {
  return (
    <ul>
      {shown.map((each) => (
        <li key={each.id}>
          <label class="check">
            <input
              type="checkbox"
              checked={assigned.includes(each.id)}
              onChange={(event) => onName(each.id, event.currentTarget.checked)}
            />
            {each.name}
          </label>
        </li>
      ))}
    </ul>
  );
}
