import { useState } from 'preact/hooks';
import { bindField } from '../ui/bind-field';
import { Field } from '../ui/field';
import { ZoneField } from '../ui/zone-field';
import { AmbiguousTimeField } from './ambiguous-time-field';
import { MinutesField } from './minutes-field';
import type { ParsedTime, TimeInput } from './time-input';
import { dayWords, otherClock, timeWords, whenWords, zoneWords } from './time-words';
import { isZone } from '../kernel/time-zones';

export interface ClientClock {
  name: string;
  zone: string | null | undefined;
}

interface TimeFieldsProps {
  typed: { values: TimeInput; update: (change: Partial<TimeInput>) => void };
  time: ParsedTime;
  error: (name: string) => string | undefined;
  /** Whose clock may be another one. */
  client?: ClientClock;
}

/** Date, time, zone and length, and how they are understood while they are typed. */
export function TimeFields({ typed, time, error, client }: TimeFieldsProps) {
  const on = bindField(typed, error);
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
      {time.doubt && (
        <AmbiguousTimeField
          of={time.doubt}
          zone={values.zone.trim()}
          meant={values.meant}
          onMeant={(meant) => update({ meant })}
          error={error('meant')}
        />
      )}
      <MinutesField value={values.minutes} onValue={(minutes) => update({ minutes })} error={error('minutes')} />
      <ParsedTimeLines time={time} zone={values.zone.trim()} client={client} />
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
function ParsedTimeLines({ time, zone, client }: { time: ParsedTime; zone: string; client?: ClientClock }) {
  const { start, minutes } = time;
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
          <OtherClock words="Your time" at={span.start} zone={zone} />
          {client?.zone && isZone(client.zone) && (
            <OtherClock words={`${client.name}’s time`} at={span.start} zone={zone} other={client.zone} />
          )}
        </>
      )}
    </div>
  );
}

function OtherClock({ words, at, zone, other }: { words: string; at: number; zone: string; other?: string }) {
  const there = otherClock(at, zone, other);
  return there ? (
    <p class="hint">
      {words}: {there}
    </p>
  ) : null;
}
