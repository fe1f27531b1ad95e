import type { Appointment } from '../api/appointments';
import { isOpen } from './room-hours';
import { JoinLink } from './join-link';
import { LocationMark } from '../practice/location-mark';
import { withOthers, titleOf } from './participants';
import { StatePill } from './state-pill';
import { StartTime } from './appointment-time';
import { dayOf, longDay } from './time-words';
import { localZone } from '../kernel/time-zones';
import { Area } from '../ui/area';
import './appointments.css';
import { isCalledOff } from './states';

export interface AppointmentListProps {
  of: Appointment[];
  now: number;
  /** The path before an appointment's id: `/provider/appointments`. */
  base: string;
  /** The appointment whose link into the room is elsewhere on the page. */
  joined?: Appointment;
}

export function AppointmentDays({ of, now, base, heading: Heading }: AppointmentListProps & { heading: 'h2' | 'h3' }) {
  const days = [...new Set(of.map(localDayOf))];
  return (
    <>
      {days.map((date) => {
        const slots = of.filter((each) => localDayOf(each) === date);
        return (
          <div key={date} class="agenda-day">
            <Heading>{dayHeading(date, now)}</Heading>
            <AppointmentList of={slots} now={now} base={base} />
          </div>
        );
      })}
    </>
  );
}

export function AppointmentList({ of, now, base, joined }: AppointmentListProps) {
  return (
    <ul class="slots">
      {of.map((each) => (
        <li key={each.id} class={isCalledOff(each) ? 'slot off' : 'slot'}>
          <Area>
            <p class="slot-time">
              <StartTime of={each} />
            </p>
            <p class="slot-who">
              <a class="row-link" href={`${base}/${each.id}`}>
                {titleOf(each)}
              </a>
              <span class="hint">
                <LocationMark of={each.location} more={each.service?.name} />
              </span>
              {withOthers(each) && <span class="hint">{withOthers(each)}</span>}
            </p>
            <StatePill of={each} now={now} />
            {isOpen(each, now) && isMine(each) && each !== joined && <JoinLink of={each} />}
          </Area>
        </li>
      ))}
    </ul>
  );
}

/** Returns the heading of a day, without the current year. */
function dayHeading(date: string, now: number): string {
  const words = longDay(Date.parse(date), 'UTC');
  const year = date.slice(0, 4);
  return year === dayOf(now, localZone()).slice(0, 4) ? words : `${words}, ${year}`;
}

/** Returns the day it begins in the reader's time zone. */
export function localDayOf(each: Appointment): string {
  return dayOf(Date.parse(each.starts_at), localZone());
}

export function isMine(each: Appointment): boolean {
  return each.participants.some((one) => one.me);
}
