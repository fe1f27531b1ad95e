import { Icon } from '../../ui/icon';
import * as icons from '../../ui/icons';
import type { Person } from '../types';
import { Findings } from './waiting-room';
import { useVisit } from '../visit-context';
import { shortTime } from '../visit-words';

/** Shows hosts who waits, since when, and with what devices. */
export function WaitingList() {
  const { call } = useVisit();
  const waiting = call.waiting.value;
  if (!waiting.length) return null;
  return (
    <section class="waiting" aria-label="Waiting room">
      <div class="waiting-head">
        <h2>{waiting.length === 1 ? '1 person is waiting' : `${waiting.length} people are waiting`}</h2>
        {waiting.length > 1 && (
          <button type="button" class="primary small" onClick={() => call.admitAll()}>
            Admit all
          </button>
        )}
      </div>
      <ul>
        {waiting.map((person) => (
          <WaitingRow key={person.seat} person={person} />
        ))}
      </ul>
    </section>
  );
}

function WaitingRow({ person }: { person: Person }) {
  const { call } = useVisit();
  return (
    <li class="waiting-row">
      <div>
        <p class="strong">{person.name}</p>
        <p class="hint">
          {person.isGone ? 'Not on the page at the moment, waiting' : 'Waiting'}
          {person.since && ` since ${shortTime(person.since)}`}
        </p>
        <Findings brief of={person.device} />
      </div>
      <div class="waiting-acts">
        <button type="button" aria-label={`Remove ${person.name}`} onClick={() => call.remove(person.seat)}>
          Remove
        </button>
        <button
          type="button"
          class="primary"
          aria-label={`Admit ${person.name}`}
          onClick={() => call.admit(person.seat)}
        >
          Admit
        </button>
      </div>
    </li>
  );
}

export function Locked() {
  const { call } = useVisit();
  if (!call.room.value.locked) return null;
  return (
    <span class="pill amber">
      <Icon path={icons.lock} />
      Room locked
    </span>
  );
}
