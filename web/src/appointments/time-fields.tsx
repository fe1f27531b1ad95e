import { useState } from 'preact/hooks';
import { bindField } from '../ui/bind-field';
import type { FieldErrors } from '../ui/corrections';
import { DayField } from '../ui/day-field';
import { Field } from '../ui/field';
import { ZoneField } from '../ui/zone-field';
import { AmbiguousTimeField } from './ambiguous-time-field';
import { MinutesField } from './minutes-field';
import type { ParsedTime, TimeInput } from './time-input';
import { dayWords, otherClock, timeWords, whenWords, zoneWords } from './time-words';
import { isKnownZone } from '../kernel/time-zones';
import { useZoneOffsets } from '../session/zone-offsets';

export interface ClientClock {
  name: string;
  zone: string | null | undefined;
}

interface TimeFieldsProps {
  typed: { values: TimeInput; update: (change: Partial<TimeInput>) => void };
  time: ParsedTime;
  error: FieldErrors;
  /** The client, whose time zone may differ. */
  client?: ClientClock;
}

/** Shows fields for date, time, zone and length, and the resulting time while typing. */
export function TimeFields({ typed, time, error, client }: TimeFieldsProps) {
  const { values, update } = typed;
  // Another time has other readings, so the choice between them is made again.
  const retime = (change: Partial<TimeInput>): void => update({ ...change, offset: '' });
  const on = bindField({ values, update: retime }, error);
  // The server's error about the start is shown at the date.
  const dateError = error('date', 'starts_at');
  useZoneOffsets(client?.zone);
  return (
    <>
      <div class="day-and-time">
        <DayField label="Date" {...on('date')} error={dateError} />
        <Field label="Time" type="time" {...on('time')} />
      </div>
      <Zone value={values.zone} onValue={(zone) => retime({ zone })} error={error('zone')} />
      {time.ambiguous && (
        <AmbiguousTimeField
          of={time.ambiguous}
          zone={values.zone.trim()}
          offset={values.offset}
          onOffset={(offset) => update({ offset })}
          error={error('offset')}
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

/** Shows the zone's name; the field appears on request. */
function Zone({ value, onValue, error }: ZoneProps) {
  const [changing, setChanging] = useState(!isKnownZone(value));
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

/** Shows the time in the zone of each participant. */
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
          {client?.zone && isKnownZone(client.zone) && (
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
