import type { CalendarEntry } from '../api/booking';
import type { Named } from '../api/types';
import type { RoomHours } from '../appointments/room-hours';
import { isCalledOff } from '../appointments/states';
import { spanOf, whenWords } from '../appointments/time-words';
import { localZone } from '../kernel/time-zones';
import type { TimeSpan } from './boxes';

const HOUR_MS = 3_600_000;

/** An appointment as the calendar shows it. */
export interface Entry extends TimeSpan {
  id: string;
  title: string;
  /** The service, and other providers who take part. */
  more: string;
  providers: string[];
  room: RoomHours;
  /** What a search looks through. */
  searched: string[];
}

/**
 * Returns what takes place: a cancelled appointment leaves its time free, and is in the lists only.
 *
 * `hidden`: the provider whose calendar it is, who is not named.
 */
export function entriesOf(items: CalendarEntry[], providers: Named[], hidden?: string): Entry[] {
  return items
    .filter((each) => !isCalledOff(each))
    .map((each) => {
      const names = providers.filter(({ id }) => each.provider_ids.includes(id) && id !== hidden);
      const more = [each.service?.name, ...names.map(({ name }) => name)].filter(Boolean).join(', ');
      const span = spanOf(each);
      return {
        id: each.id,
        title: each.client.name,
        more,
        providers: each.provider_ids,
        room: roomOf(each),
        searched: [each.client.name, more, whenWords(span, localZone()), each.status],
        ...span,
      };
    });
}

/** Returns when the room is open: from an hour before the start until two hours after the end. */
function roomOf({ status, can_join, undecided, starts_at: start, ends_at: end }: CalendarEntry): RoomHours {
  const iso = (at: number): string => new Date(at).toISOString();
  return {
    status,
    can_join,
    undecided,
    opens_at: iso(Date.parse(start) - HOUR_MS),
    closes_at: iso(Date.parse(end) + 2 * HOUR_MS),
  };
}
