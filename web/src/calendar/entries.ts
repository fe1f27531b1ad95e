import type { Appointment } from '../api/appointments';
import { searchedOf } from '../appointments/agenda';
import { titleOf, withOthers } from '../appointments/participants';
import type { RoomHours } from '../appointments/room-hours';
import { spanOf } from '../appointments/time-words';
import type { TimeSpan } from './boxes';

/** An appointment as the grid shows it. */
export interface Entry extends TimeSpan {
  id: string;
  title: string;
  more: string;
  room: RoomHours;
  /** What a search looks through. */
  searched: string[];
}

/** Returns what takes place: a cancelled appointment leaves its time free, and is in the lists only. */
export function entriesOf(appointments: Appointment[]): Entry[] {
  return appointments
    .filter((each) => each.status !== 'cancelled')
    .map((each) => ({
      id: each.id,
      title: titleOf(each),
      more: withOthers(each),
      room: each,
      searched: searchedOf(each),
      ...spanOf(each),
    }));
}
