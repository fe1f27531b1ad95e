import type { Appointment } from '../api/appointments';
import { isOpen } from './room-hours';
import { JoinLink } from './join-link';
import { further, titleOf } from './participants';
import { State } from './state-pill';
import { Start } from './appointment-time';
import { day, longDay } from './time-words';
import { ownZone } from '../kernel/time-zones';
import './appointments.css';

export interface SlotsProps {
  of: Appointment[];
  now: number;
  /** Where an appointment's own page is: `/provider/appointments`. */
  base: string;
}

export function Days({ of, now, base, heading: Heading }: SlotsProps & { heading: 'h2' | 'h3' }) {
  const days = [...new Set(of.map(dayOf))];
  return (
    <>
      {days.map((date) => {
        const slots = of.filter((each) => dayOf(each) === date);
        return (
          <div key={date} class="agenda-day">
            <Heading>{dayHeading(date, now)}</Heading>
            <Slots of={slots} now={now} base={base} />
          </div>
        );
      })}
    </>
  );
}

export function Slots({ of, now, base }: SlotsProps) {
  return (
    <ul class="slots">
      {of.map((each) => (
        <li key={each.id} class={each.status === 'cancelled' ? 'slot off' : 'slot'}>
          <p class="slot-time">
            <Start of={each} />
          </p>
          <p class="slot-who">
            <a href={`${base}/${each.id}`}>{titleOf(each)}</a>
            {further(each) && <span class="hint">{further(each)}</span>}
          </p>
          <State of={each} now={now} />
          {isOpen(each, now) && isMine(each) && <JoinLink of={each} />}
        </li>
      ))}
    </ul>
  );
}

/** The year is said where it is not this one. */
function dayHeading(date: string, now: number): string {
  const words = longDay(Date.parse(date), 'UTC');
  const year = date.slice(0, 4);
  return year === day(now, ownZone()).slice(0, 4) ? words : `${words}, ${year}`;
}

/** The day it begins on, on the reader's clock. */
export function dayOf(each: Appointment): string {
  return day(Date.parse(each.starts_at), ownZone());
}

function isMine(each: Appointment): boolean {
  return each.participants.some((one) => one.me);
}
