import * as booking from '../api/booking';
import type { CalendarEntry, TimeRange } from '../api/booking';
import { useApi } from '../api/resource';
import { isAhead } from '../appointments/states';
import { dayOf, spanOf, whenWords } from '../appointments/time-words';
import { serverNow } from '../kernel/server-clock';
import { localZone, zonedTimeAt } from '../kernel/time-zones';
import { appointmentsPath } from '../session/paths';
import * as icons from '../ui/icons';
import { Callout } from '../ui/page';
import { addDays, isDate } from './days';

/** The most days that the server returns at once, and the most that are looked through. */
const PAGE_DAYS = 42;
const MOST_DAYS = 366;
const SHOWN = 10;

interface AffectedVisitsProps {
  /** The first and the last day, `YYYY-MM-DD`, in `zone`. */
  from: string;
  to: string;
  zone: string;
  /** Whose appointments; those of the whole practice if absent. */
  provider?: string;
  /** The hours that stay open on these days. */
  hours?: TimeRange[];
}

/** Lists the appointments that are booked on days on which nobody is to work. */
export function AffectedVisits({ from, to, zone, provider, hours = [] }: AffectedVisitsProps) {
  const key = `appointments:week:affected:${provider ?? ''}:${from}:${to}:${zone}`;
  const { data, error } = useApi(key, () => bookedBetween({ from, to, zone, provider }));
  if (error)
    return <p class="hint">Whether there are appointments on these days could not be checked. They stay booked.</p>;
  const visits = (data ?? []).filter((each) => !isWithin(each, zone, hours));
  const days = from === to ? 'this day' : 'these days';
  return (
    <div role="status">
      {visits.length > 0 && (
        <Callout tone="amber" icon={icons.alert}>
          <p>
            {visits.length === 1
              ? `1 appointment is on ${days}: it stays booked until you move or cancel it.`
              : `${visits.length} appointments are on ${days}: they stay booked until you move or cancel them.`}
          </p>
          <ul>
            {visits.slice(0, SHOWN).map((each) => (
              <li key={each.id}>
                <a href={`${appointmentsPath()}/${each.id}`}>{each.client.name}</a>,{' '}
                {whenWords(spanOf(each), localZone())}
              </li>
            ))}
          </ul>
          {visits.length > SHOWN && <p>And {visits.length - SHOWN} more, in the calendar.</p>}
        </Callout>
      )}
    </div>
  );
}

async function bookedBetween({ from, to, zone, provider }: AffectedVisitsProps): Promise<CalendarEntry[]> {
  const now = serverNow();
  const today = dayOf(now, zone);
  let first = from < today ? today : from;
  const visits = new Map<string, CalendarEntry>();
  if (!isDate(from) || !isDate(to)) return [];
  const last = addDays(first, MOST_DAYS) < to ? addDays(first, MOST_DAYS) : to;
  while (first <= last) {
    const end = addDays(first, PAGE_DAYS - 1) < last ? addDays(first, PAGE_DAYS - 1) : last;
    const { items } = await booking.calendar({ from: first, to: end, zone, provider });
    for (const each of items) if (isAhead(each) && Date.parse(each.ends_at) > now) visits.set(each.id, each);
    first = addDays(end, 1);
  }
  return [...visits.values()];
}

/** Whether an appointment is within hours that stay open. */
export function isWithin(
  { starts_at, ends_at }: Pick<CalendarEntry, 'starts_at' | 'ends_at'>,
  zone: string,
  hours: TimeRange[],
) {
  const [start, end] = [starts_at, ends_at].map((each) => zonedTimeAt(Date.parse(each), zone).local) as [
    string,
    string,
  ];
  return hours.some(
    ({ from, to }) =>
      from <= start.slice(11) &&
      (start.slice(0, 10) === end.slice(0, 10) ? end.slice(11) <= to : to === '24:00' && end.endsWith('T00:00')),
  );
}
