import { useState } from 'preact/hooks';
import type { Named, Service } from '../api/types';
import { Field } from '../ui/field';

interface AssignProps {
  service: Service;
  assigned: string[];
  onAssigned: (ids: string[]) => void;
  hint?: string;
}

const BILLING = 'Only assigned providers can create invoices, and only for clients assigned to them.';

export function AssignProviders({ service, assigned, onAssigned, hint = BILLING }: AssignProps) {
  const [query, setQuery] = useState('');
  const { providers } = service;
  const matches = providers.filter((each) => each.name.toLowerCase().includes(query.trim().toLowerCase()));
  const isAll = matches.length > 0 && matches.every((each) => assigned.includes(each.id));
  const set = (ids: string[], on: boolean): void => {
    const rest = assigned.filter((id) => !ids.includes(id));
    onAssigned((on ? [...rest, ...ids] : rest).sort());
  };
  return (
    <details class="card fold" open>
      <summary>
        Assign Providers ({assigned.length} of {providers.length})
      </summary>
      <p class="hint">{hint}</p>
      <Field label="Search" name="search" type="search" autocomplete="off" value={query} onValue={setQuery} />
      <label class="check all">
        <input
          type="checkbox"
          checked={isAll}
          disabled={!matches.length}
          onChange={() =>
            set(
              matches.map((each) => each.id),
              !isAll,
            )
          }
        />
        Select all{query.trim() && ' that are shown'}
      </label>
      <Names providers={matches} assigned={assigned} onName={(id, on) => set([id], on)} />
      {!matches.length && (
        <p class="muted">
          {providers.length ? 'Nobody by that name.' : 'No providers yet: invite them on the Team page.'}
        </p>
      )}
    </details>
  );
}

interface NamesProps {
  providers: Named[];
  assigned: string[];
  onName: (id: string, on: boolean) => void;
}

export function Names({ providers: matches, assigned, onName }: NamesProps) {
  return (
    <ul>
      {matches.map((each) => (
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
