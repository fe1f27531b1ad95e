import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { useRef } from 'preact/hooks';
import * as appointmentsApi from '../api/appointments';
import type { Appointment } from '../api/appointments';
import { usePages } from '../api/pages';
import { Loaded } from '../ui/loaded';
import { ShowMore } from '../ui/show-more';
import { Empty } from '../ui/page';
import { useSearch, type Search } from '../ui/search';
import { SearchedList, Toolbar } from '../ui/toolbar';
import { isOver, useNow } from './room-hours';
import { localDayOf, AppointmentDays, AppointmentList, type AppointmentListProps } from './appointment-list';
import { LOCATIONS } from '../practice/location-mark';
import { currentOf, NowCard } from './now-card';
import { others, titleOf } from './participants';
import { dayOf, longDay, whenWords, spanOf } from './time-words';
import { localZone, startOfDay } from '../kernel/time-zones';
import * as icons from '../ui/icons';
import { serverNow } from '../kernel/server-clock';
import { isAhead } from './states';

// The longest appointment plus the two hours its room stays open; one that started earlier is over.
export const LONGEST_VISIT_MS = 10 * 3_600_000;

export interface AgendaProps {
  /** The address of the page with this list. */
  href: string;
  /** The path before an appointment's id: `/provider/appointments`. */
  base: string;
  /** Limits the list to one client. */
  client?: string;
  /** What is shown when nothing is ahead, and when nothing is past. */
  empty: { ahead: ComponentChildren; past: ComponentChildren };
  /** Whether the visit that is on now, or comes next today, has a card above the list. */
  hasNowCard?: boolean;
  /** The button at the end of the toolbar. */
  action?: ComponentChildren;
  /** The links to the views, where there are others than these two. */
  views?: ComponentChildren;
  /** Shown above the appointments ahead, which wait for it. */
  above?: { part: ComponentChildren; isLoading: boolean };
}

/** Lists appointments with their toolbar: those of today and later, or past ones with `?view=past`. */
export function Agenda(props: AgendaProps) {
  const { query } = useLocation();
  return query['view'] === 'past' ? <PastAppointments {...props} /> : <UpcomingAppointments {...props} />;
}

interface AgendaToolbarProps extends Pick<AgendaProps, 'href' | 'action' | 'views'> {
  past: boolean;
  search: Search;
  hits: number;
}

function AgendaToolbar({ href, action, views, past, search, hits }: AgendaToolbarProps) {
  const both = (
    <ul class="chips" aria-label="View">
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
  );
  return (
    <Toolbar of="appointments" search={search} hits={hits} views={views ?? both}>
      {action}
    </Toolbar>
  );
}

/** Shows today's and later appointments, and earlier ones still running. */
function UpcomingAppointments({ href, action, views, base, client, empty, hasNowCard, above }: AgendaProps) {
  const from = useRef(iso(Math.min(startOfDay(serverNow(), localZone()), serverNow() - LONGEST_VISIT_MS))).current;
  const key = `appointments:ahead:${client ?? ''}`;
  const list = usePages(key, (cursor) => appointmentsApi.appointments({ from, client, cursor }));
  const search = useSearch(key, list);
  const now = useNow(list.data?.items ?? []);
  const today = dayOf(now, localZone());
  const ahead = (list.data?.items ?? []).filter(
    (each) => localDayOf(each) >= today || (!isOver(each, now) && isAhead(each)),
  );
  const rows = ahead.filter((each) => search.fits(...searchedOf(each)));
  const current = hasNowCard && !search.words.trim() ? currentOf(ahead, now) : undefined;
  return (
    <>
      <AgendaToolbar href={href} action={action} views={views} past={false} search={search} hits={rows.length} />
      <Loaded of={above?.isLoading && !list.error ? { ...list, data: undefined } : list}>
        {({ next }) => {
          if (!ahead.length && !next)
            return (
              <>
                {above?.part}
                {empty.ahead}
              </>
            );
          return (
            <>
              {above?.part}
              {current && <NowCard of={current} now={now} base={base} />}
              <SearchedList search={search} hits={rows.length}>
                <Today of={rows.filter((each) => localDayOf(each) <= today)} now={now} base={base} joined={current} />
                <Upcoming of={rows.filter((each) => localDayOf(each) > today)} now={now} base={base} />
              </SearchedList>
              <ShowMore next={next} more={list.more} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

/** Shows past appointments, newest first. */
function PastAppointments({ href, action, views, base, client, empty }: AgendaProps) {
  const to = useRef(iso(serverNow())).current;
  const key = `appointments:past:${client ?? ''}`;
  const list = usePages(key, (cursor) => appointmentsApi.appointments({ to, client, cursor }));
  const search = useSearch(key, list);
  const now = useNow(list.data?.items ?? []);
  // A visit that has begun is not past before its room closes.
  const past = (list.data?.items ?? []).filter((each) => isOver(each, now) || !isAhead(each));
  const rows = past.filter((each) => search.fits(...searchedOf(each)));
  return (
    <>
      <AgendaToolbar href={href} action={action} views={views} past search={search} hits={rows.length} />
      <Loaded of={list}>
        {(page) =>
          past.length || page.next ? (
            <>
              <SearchedList search={search} hits={rows.length}>
                <AppointmentDays of={rows} now={now} base={base} heading="h2" />
              </SearchedList>
              <ShowMore next={page.next} more={list.more} />
            </>
          ) : (
            empty.past
          )
        }
      </Loaded>
    </>
  );
}

function Today({ of, now, base, joined }: AppointmentListProps) {
  return (
    <section class="agenda" aria-labelledby="today">
      <h2 id="today">
        Today <span class="muted">{longDay(now, localZone())}</span>
      </h2>
      {of.length ? (
        <AppointmentList of={of} now={now} base={base} joined={joined} />
      ) : (
        <p class="muted">Nothing today.</p>
      )}
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

/** Returns what the row of an appointment shows, for the search. */
export function searchedOf(each: Appointment): string[] {
  const where = [LOCATIONS[each.location].word, each.service?.name ?? ''];
  return [titleOf(each), ...others(each), ...where, whenWords(spanOf(each), localZone()), each.status];
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
