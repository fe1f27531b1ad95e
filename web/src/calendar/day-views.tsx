import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import * as appointmentsApi from '../api/appointments';
import type { Appointment } from '../api/appointments';
import type { Named } from '../api/types';
import { useApi } from '../api/resource';
import { LONGEST_VISIT_MS } from '../appointments/agenda';
import { currentOf, NowCard } from '../appointments/now-card';
import { spanOf, zoneWords } from '../appointments/time-words';
import { serverNow } from '../kernel/server-clock';
import { me } from '../session/session';
import { formatIn, localZone } from '../kernel/time-zones';
import { LoadError, Skeleton } from '../ui/load-states';
import { useSearch } from '../ui/search';
import { SearchedList, Toolbar } from '../ui/toolbar';
import type { View } from './address';
import { isOn } from './boxes';
import { DayNav } from './day-nav';
import { dayIn, weekOf, type Day } from './days';
import { entriesOf, heldEntriesOf } from './entries';
import { loadBetween } from './load';
import { PracticeWeek } from './practice-week';
import { Requests, useRequests } from './requests';
import { useMinute } from './use-minute';
import { WeekGrid } from './week-grid';

interface DayViewsProps {
  href: string;
  /** The path before an appointment's id. */
  base: string;
  view: View;
  date: string;
  /** Whose calendar it is; absent for the reader's own, and null for all providers of the practice. */
  provider?: string | null;
  /** The links to the views. */
  views: ComponentChildren;
  /** Further filters in the toolbar. */
  filters?: (providers: Named[]) => ComponentChildren;
  onBook?: (at: number) => void;
}

const NO_MORE = { next: null };

/** Shows the week of a date, or that one day of it. */
export function DayViews({ href, base, view, date, provider, views, filters, onBook }: DayViewsProps) {
  const zone = localZone();
  const week = weekOf(date).map((each) => dayIn(each, zone));
  const loaded = useWeek(week, zone, provider);
  const coming = useComing();
  const search = useSearch('appointments:week', {
    data: loaded.data && NO_MORE,
    more: () => Promise.resolve(),
  });
  const now = useMinute();
  const { items = [], held = [], providers = [], open = [], with_hours: withHours = [] } = loaded.data ?? {};
  const whose = provider === undefined ? me.value?.person.id : (provider ?? undefined);
  const all = [...entriesOf(items, providers, whose), ...heldEntriesOf(held, providers, now, whose)];
  const entries = all.filter((each) => search.fits(...each.searched));
  const shown = view === 'week' ? week : week.filter((each) => each.date === date);
  const hits = entries.filter((each) => shown.some((day) => isOn(day, each))).length;
  const isLoading = loaded.isFirst || coming.isLoading;
  const frame = { href, base, entries, now };
  return (
    <>
      <Toolbar of="appointments" search={search} hits={hits} views={views}>
        <DayNav href={href} view={view} date={date} />
        {filters?.(providers)}
      </Toolbar>
      {!isLoading && !search.words.trim() && <Coming {...coming} now={now} base={base} />}
      <RangeHeading days={shown} zone={zone} />
      {loaded.error && !loaded.data ? (
        <LoadError error={loaded.error} retry={loaded.reload} />
      ) : isLoading ? (
        <Skeleton lines={8} />
      ) : (
        <SearchedList search={search} hits={hits}>
          {provider === null ? (
            <PracticeWeek {...frame} days={shown} providers={providers} />
          ) : (
            <WeekGrid
              {...frame}
              {...{ view, date, week, onBook }}
              open={withHours.length ? open.map((each) => spanOf(each)) : null}
              isBusy={!loaded.data}
            />
          )}
        </SearchedList>
      )}
    </>
  );
}

/** Loads a week; `isFirst` is true until one has been loaded, for another one is shown while it comes. */
function useWeek(week: Day[], zone: string, provider: string | null | undefined) {
  const [start, end] = [week[0]?.start ?? 0, week.at(-1)?.end ?? 0];
  const loaded = useApi(`appointments:week:${provider ?? ''}:${week[0]?.date}:${zone}`, () =>
    loadBetween(start, end, provider ?? undefined),
  );
  const seen = useRef(false);
  seen.current ||= !!loaded.data;
  return { ...loaded, isFirst: !seen.current };
}

/** Loads what waits for an answer, what is on now and what comes next, whichever week is shown. */
function useComing() {
  const from = useRef(new Date(serverNow() - LONGEST_VISIT_MS).toISOString()).current;
  const visits = useApi('appointments:coming', async () => (await appointmentsApi.appointments({ from })).items);
  const requests = useRequests();
  const isLoading = requests.isLoading || (!visits.data && !visits.error);
  return { visits: visits.data ?? [], requests: requests.data, isLoading };
}

interface ComingProps {
  visits: Appointment[];
  requests: Appointment[];
  now: number;
  base: string;
}

/** Shows what waits for an answer, and the visit that is on or comes next today. */
function Coming({ visits, requests, now, base }: ComingProps) {
  const current = currentOf(visits, now);
  return (
    <>
      <Requests of={requests} base={base} />
      {current && <NowCard of={current} now={now} base={base} />}
    </>
  );
}

function RangeHeading({ days, zone }: { days: Day[]; zone: string }) {
  const [first = 0, last = 0] = [days[0], days.at(-1)].map((each) => Date.parse(each?.date ?? ''));
  const form = { year: 'numeric', month: 'long', day: 'numeric' } as const;
  const words = formatIn('UTC', first === last ? { weekday: 'long', ...form } : form, first, last);
  return (
    <div class="range-head">
      <div role="status">
        <h2 id="shown-range">{words}</h2>
      </div>
      <p class="hint">{zoneWords(zone)}</p>
    </div>
  );
}
