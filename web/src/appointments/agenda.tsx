import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import * as appointmentsApi from '../api/appointments';
import type { Appointment } from '../api/appointments';
import { usePages } from '../api/resource';
import { Loaded } from '../ui/loaded';
import { ShowMore } from '../ui/show-more';
import { Empty } from '../ui/page';
import { isOver, useNow } from './room-hours';
import { localDayOf, AppointmentDays, AppointmentList, type AppointmentListProps } from './appointment-list';
import { dayOf, longDay } from './time-words';
import { localZone, startOfDay } from '../kernel/time-zones';
import * as icons from '../ui/icons';
import { serverNow } from '../kernel/server-clock';

// The longest appointment plus the two hours its room stays open; one that started earlier is over.
export const LONGEST_VISIT_MS = 10 * 3_600_000;

export interface AgendaProps {
  /** The path before an appointment's id: `/provider/appointments`. */
  base: string;
  /** Limits the list to one client. */
  client?: string;
  empty: ComponentChildren;
}

/** Shows links to the two views of a list of appointments. */
export function ViewTabs({ href, past }: { href: string; past: boolean }) {
  return (
    <nav class="views" aria-label="Appointments">
      <ul class="chips">
        <li>
          <a class="chip" href={href} aria-current={past ? undefined : 'page'}>
            Today and upcoming
          </a>
        </li>
        <li>
          <a class="chip" href={`${href}?view=past`} aria-current={past ? 'page' : undefined}>
            Past
          </a>
        </li>
      </ul>
    </nav>
  );
}

/** Shows today's and later appointments, and earlier ones still running. */
export function UpcomingAppointments({ base, client, empty }: AgendaProps) {
  const from = useRef(iso(Math.min(startOfDay(serverNow(), localZone()), serverNow() - LONGEST_VISIT_MS))).current;
  const list = usePages(`appointments:ahead:${client ?? ''}`, (cursor) =>
    appointmentsApi.appointments({ from, client, cursor }),
  );
  const now = useNow(list.data?.items ?? []);
  const today = dayOf(now, localZone());
  return (
    <Loaded of={list}>
      {(page) => {
        const appointments = page.items.filter(
          (each) => localDayOf(each) >= today || (!isOver(each, now) && isBooked(each)),
        );
        if (!appointments.length && !page.next) return empty;
        return (
          <>
            <Today of={appointments.filter((each) => localDayOf(each) <= today)} now={now} base={base} />
            <Upcoming of={appointments.filter((each) => localDayOf(each) > today)} now={now} base={base} />
            <ShowMore next={page.next} more={list.more} />
          </>
        );
      }}
    </Loaded>
  );
}

/** Shows past appointments, newest first. */
export function PastAppointments({ base, client, empty }: AgendaProps) {
  const to = useRef(iso(serverNow())).current;
  const list = usePages(`appointments:past:${client ?? ''}`, (cursor) =>
    appointmentsApi.appointments({ to, client, cursor }),
  );
  const now = useNow([]);
  return (
    <Loaded of={list}>
      {(page) =>
        page.items.length ? (
          <>
            <AppointmentDays of={page.items} now={now} base={base} heading="h2" />
            <ShowMore next={page.next} more={list.more} />
          </>
        ) : (
          empty
        )
      }
    </Loaded>
  );
}

function Today({ of, now, base }: AppointmentListProps) {
  return (
    <section class="agenda" aria-labelledby="today">
      <h2 id="today">
        Today <span class="muted">{longDay(now, localZone())}</span>
      </h2>
      {of.length ? <AppointmentList of={of} now={now} base={base} /> : <p class="muted">Nothing today.</p>}
    </section>
  );
}

function Upcoming({ of, now, base }: AppointmentListProps) {
  if (!of.length) return null;
  return (
    <section class="agenda" aria-labelledby="upcoming">
      <h2 id="upcoming">Upcoming</h2>
      <AppointmentDays of={of} now={now} base={base} heading="h3" />
    </section>
  );
}

export function NoAppointments({ children }: { children: ComponentChildren }) {
  return <Empty icon={icons.calendar}>{children}</Empty>;
}

function isBooked(each: Appointment): boolean {
  return each.status === 'booked';
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
