import { useId, useState } from 'preact/hooks';
import * as booking from '../api/booking';
import type { BookableService, Slot } from '../api/booking';
import { useApi } from '../api/resource';
import { dayOf, longDay, zoneWords } from '../appointments/time-words';
import { formatIn, localZone, zonedTimeAt } from '../kernel/time-zones';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { Loaded } from '../ui/loaded';
import { todayHere } from './address';
import { addDays } from './days';

/** The days that are looked through at once, and how far ahead. */
const DAYS = 14;
const LAST_PAGE = 12;
/** The hours at which the afternoon and the evening begin. */
const NOON = 12;
const EVENING = 17;

interface FreeTimesProps {
  service: BookableService;
  /** A provider's id; empty for any. */
  provider: string;
  chosen: string;
  onChoose: (start: string) => void;
  error: string | undefined;
}

/** Shows the free times of two weeks by day, in the reader's own zone. */
export function FreeTimes({ service, provider, chosen, onChoose, error }: FreeTimesProps) {
  const zone = localZone();
  const [page, setPage] = useState(0);
  const from = addDays(todayHere(), page * DAYS);
  const to = addDays(from, DAYS - 1);
  const list = useApi(`availability:${service.id}:${provider}:${from}:${zone}`, () =>
    booking.availability({ service: service.id, provider: provider || undefined, from, to, zone }),
  );
  return (
    <div class="visit-times" data-field="starts_at">
      <div class="section-head">
        <h2>
          {formatIn('UTC', { month: 'short', day: 'numeric' }, Date.parse(from), Date.parse(to))}
          <span class="hint">{zoneWords(zone)}</span>
        </h2>
        <Pager page={page} onPage={setPage} />
      </div>
      <Loaded of={list} lines={5}>
        {({ slots }) => <Days slots={slots} zone={zone} chosen={chosen} onChoose={onChoose} isInvalid={!!error} />}
      </Loaded>
      {error && (
        <p class="field-error">
          <Icon path={icons.alert} />
          {error}
        </p>
      )}
    </div>
  );
}

function Pager({ page, onPage }: { page: number; onPage: (page: number) => void }) {
  return (
    <div class="day-nav">
      <button type="button" class="square back-one" disabled={!page} onClick={() => onPage(page - 1)}>
        <Icon path={icons.chevron} />
        <span class="unseen">Earlier days</span>
      </button>
      <button type="button" class="square" disabled={page === LAST_PAGE} onClick={() => onPage(page + 1)}>
        <Icon path={icons.chevron} />
        <span class="unseen">Later days</span>
      </button>
    </div>
  );
}

interface DaysProps {
  slots: Slot[];
  zone: string;
  chosen: string;
  onChoose: (start: string) => void;
  isInvalid: boolean;
}

function Days({ slots, zone, chosen, onChoose, isInvalid }: DaysProps) {
  const name = useId();
  const days = daysOf(slots, zone);
  const [open, setOpen] = useState<string>();
  const day = days.find(([date]) => date === open) ?? days[0];
  if (!day) return <p class="muted">No free time in these days. Look at later ones.</p>;
  const [date, times] = day;
  return (
    <>
      <ul class="day-choices" aria-label="Days with free times">
        {days.map(([each, { length }]) => (
          <li key={each}>
            <button type="button" class="chip" aria-pressed={each === date} onClick={() => setOpen(each)}>
              <span>{formatIn('UTC', { weekday: 'short' }, Date.parse(each))} </span>
              <strong>{formatIn('UTC', { month: 'short', day: 'numeric' }, Date.parse(each))} </strong>
              <span class="hint">{length} free</span>
            </button>
          </li>
        ))}
      </ul>
      <fieldset class="times">
        <legend>{longDay(Date.parse(date), 'UTC')}</legend>
        {partsOf(times, zone).map(([part, ofPart]) => (
          <div key={part}>
            <p class="hint">{part}</p>
            <ul>
              {ofPart.map(({ starts_at: start }) => (
                <li key={start}>
                  <label class="chip">
                    {/* eslint-disable-next-line jsx-a11y/role-supports-aria-props -- the form focuses the first invalid input by it */}
                    <input
                      type="radio"
                      class="unseen"
                      name={name}
                      checked={start === chosen}
                      aria-invalid={isInvalid || undefined}
                      onChange={() => onChoose(start)}
                    />
                    {timeIn(Date.parse(start), times, zone)}
                  </label>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </fieldset>
    </>
  );
}

/** Returns the free times by the day that they are in a zone, both in order. */
export function daysOf(slots: Slot[], zone: string): [date: string, slots: Slot[]][] {
  const days = new Map<string, Slot[]>();
  for (const slot of slots) {
    const date = dayOf(Date.parse(slot.starts_at), zone);
    days.set(date, [...(days.get(date) ?? []), slot]);
  }
  return [...days];
}

/** Returns the free times of a day by the part of the day that they are in; a part without any is left out. */
export function partsOf(slots: Slot[], zone: string): [part: string, slots: Slot[]][] {
  const hourOf = ({ starts_at: start }: Slot): number =>
    Number(zonedTimeAt(Date.parse(start), zone).local.slice(11, 13));
  const parts: [string, Slot[]][] = [
    ['Morning', slots.filter((each) => hourOf(each) < NOON)],
    ['Afternoon', slots.filter((each) => NOON <= hourOf(each) && hourOf(each) < EVENING)],
    ['Evening', slots.filter((each) => EVENING <= hourOf(each))],
  ];
  return parts.filter(([, each]) => each.length);
}

/** Returns words such as `10:00 AM`; a time that comes twice that day also has its zone. */
function timeIn(at: number, times: Slot[], zone: string): string {
  const words = (of: number): string => formatIn(zone, { hour: 'numeric', minute: '2-digit' }, of);
  const isTwice = times.filter((each) => words(Date.parse(each.starts_at)) === words(at)).length > 1;
  return isTwice ? formatIn(zone, { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' }, at) : words(at);
}
