import { useState } from 'preact/hooks';
import { bind } from '../ui/bind-field';
import { Field } from '../ui/field';
import { ZoneField } from '../ui/zone-field';
import { DoubtField } from './ambiguous-time-field';
import { Minutes } from './minutes-field';
import type { ReadWhen, TypedWhen } from './time-input';
import { dayWords, elsewhere, timeWords, whenWords, zoneWords } from './time-words';
import { isZone } from '../kernel/time-zones';

export interface Reader {
  name: string;
  zone: string | null | undefined;
}

interface WhenProps {
  typed: { values: TypedWhen; update: (change: Partial<TypedWhen>) => void };
  read: ReadWhen;
  error: (name: string) => string | undefined;
  /** Whose clock may be another one. */
  client?: Reader;
}

/** Date, time, zone and length, and how they are understood while they are typed. */
export function WhenFields({ typed, read, error, client }: WhenProps) {
  const on = bind(typed, error);
  const { values, update } = typed;
  // What the server says of the start belongs to the date.
  const wrongDate = error('date') ?? error('starts_at');
  return (
    <>
      <div class="day-and-time">
        <Field label="Date" type="date" {...on('date')} error={wrongDate} />
        <Field label="Time" type="time" {...on('time')} />
      </div>
      <Zone value={values.zone} onValue={(zone) => update({ zone })} error={error('zone')} />
      {read.doubt && (
        <DoubtField
          of={read.doubt}
          zone={values.zone.trim()}
          meant={values.meant}
          onMeant={(meant) => update({ meant })}
          error={error('meant')}
        />
      )}
      <Minutes value={values.minutes} onValue={(minutes) => update({ minutes })} error={error('minutes')} />
      <Understood read={read} zone={values.zone.trim()} client={client} />
    </>
  );
}

interface ZoneProps {
  value: string;
  onValue: (value: string) => void;
  error: string | undefined;
}

/** Said by its name; typed only by who wants another one. */
function Zone({ value, onValue, error }: ZoneProps) {
  const [changing, setChanging] = useState(!isZone(value));
  if (changing || error)
    return <ZoneField label="Time zone" name="zone" value={value} onValue={onValue} error={error} />;
  return (
    <p class="zone-line">
      <span>
        <span class="muted">Time zone</span> {zoneWords(value)}
      </span>
      <button type="button" class="ghost small" onClick={() => setChanging(true)}>
        Change<span class="unseen"> the time zone</span>
      </button>
    </p>
  );
}

/** The same moment on every clock that somebody in it looks at. */
function Understood({ read, zone, client }: { read: ReadWhen; zone: string; client?: Reader }) {
  const { start, minutes } = read;
  const span = start && { start: start.at, end: start.at + (minutes ?? 0) * 60_000 };
  return (
    <div class="understood" role="status">
      {span && (
        <>
          <p>
            <strong>
              {minutes ? whenWords(span, zone) : `${dayWords(span.start, zone)}, ${timeWords(span.start, zone)}`}
            </strong>
          </p>
          <Elsewhere words="Your time" at={span.start} zone={zone} />
          {client?.zone && isZone(client.zone) && (
            <Elsewhere words={`${client.name}’s time`} at={span.start} zone={zone} other={client.zone} />
          )}
        </>
      )}
    </div>
  );
}

function Elsewhere({ words, at, zone, other }: { words: string; at: number; zone: string; other?: string }) {
  const there = elsewhere(at, zone, other);
  return there ? (
    <p class="hint">
      {words}: {there}
    </p>
  ) : null;
}
