import type { Calendar, CalendarEntry, HeldTime, Location } from '../api/booking';
import type { Named } from '../api/types';
import { LOCATIONS } from '../practice/location-mark';
import type { RoomHours } from '../appointments/room-hours';
import { isCalledOff } from '../appointments/states';
import { stateOf } from '../appointments/state-pill';
import { dayOf, spanOf, whenWords } from '../appointments/time-words';
import { serverNow } from '../kernel/server-clock';
import { formatIn, localZone } from '../kernel/time-zones';
import * as icons from '../ui/icons';
import type { PillLook } from '../ui/pill';
import type { TimeSpan } from './boxes';

const HOUR_MS = 3_600_000;

/** An appointment as the calendar shows it. */
export interface Entry extends TimeSpan {
  id: string;
  title: string;
  /** The service, and other providers who take part. */
  more: string;
  providers: string[];
  /** Where it takes place; absent for a time that is only held. */
  location?: Location;
  /** Absent for a time that is only held. */
  room?: RoomHours;
  /** Until when the time is held for an offer of the waitlist. */
  heldUntil?: number;
  /** What a search looks through. */
  searched: string[];
}

type Booked = Pick<Calendar, 'items' | 'held' | 'providers'>;

/** Returns the appointments and the held times of a calendar, in the order of their starts. */
export function allEntriesOf({ items, held, providers }: Booked, now: number, hidden?: string): Entry[] {
  const entries = [...entriesOf(items, providers, hidden), ...heldEntriesOf(held, providers, now, hidden)];
  return entries.sort((one, other) => one.start - other.start);
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
        location: each.location,
        room: roomOf(each),
        searched: [each.client.name, more, LOCATIONS[each.location].word, whenWords(span, localZone()), each.status],
        ...span,
      };
    });
}

/** Returns the times that are held for offers of the waitlist now. */
export function heldEntriesOf(held: HeldTime[], providers: Named[], now: number, hidden?: string): Entry[] {
  return held
    .filter((each) => Date.parse(each.until) > now)
    .map((each) => {
      const span = spanOf(each);
      const provider = providers.find(({ id }) => id === each.provider_id && id !== hidden)?.name;
      const title = each.client?.name ?? 'Held time';
      const words = heldWords(each.until);
      return {
        id: each.id,
        title,
        more: [words, each.service?.name, provider].filter(Boolean).join(', '),
        providers: [each.provider_id],
        heldUntil: Date.parse(each.until),
        searched: [title, words, each.service?.name ?? '', provider ?? '', whenWords(span, localZone())],
        ...span,
      };
    });
}

/** Returns such as `Held until 2:30 PM`, with the day where it is another one. */
export function heldWords(until: string): string {
  const [at, zone] = [Date.parse(until), localZone()];
  const isToday = dayOf(at, zone) === dayOf(serverNow(), zone);
  const words = formatIn(zone, { hour: 'numeric', minute: '2-digit', ...(!isToday && { weekday: 'short' }) }, at);
  return `Held until ${words}`;
}

/** Returns how an entry looks, in its color, with its icon and its words. */
export function lookOf({ room, heldUntil }: Entry, now: number): PillLook & { words: string } {
  if (room) return stateOf(room, now);
  return { icon: icons.clock, tone: 'amber', words: heldWords(new Date(heldUntil ?? now).toISOString()) };
}

/** Returns the address of an appointment or, for a held time, of the waitlist. */
export function hrefOf(entry: Entry, base: string): string {
  if (entry.room) return `${base}/${entry.id}`;
  return base.startsWith('/admin') ? '/admin/waitlist' : '#waitlist';
}

/** Returns when the room is open: from an hour before the start until two hours after the end. */
function roomOf({ status, location, can_join, undecided, starts_at: start, ends_at: end }: CalendarEntry): RoomHours {
  const iso = (at: number): string => new Date(at).toISOString();
  return {
    status,
    location,
    can_join,
    undecided,
    opens_at: iso(Date.parse(start) - HOUR_MS),
    closes_at: iso(Date.parse(end) + 2 * HOUR_MS),
  };
}
