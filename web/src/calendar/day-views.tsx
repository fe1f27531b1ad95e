import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { useApi } from '../api/resource';
import { currentOf, NowCard } from '../appointments/now-card';
import { zoneWords } from '../appointments/time-words';
import { formatIn, localZone } from '../kernel/time-zones';
import { LoadError, Skeleton } from '../ui/load-states';
import { useSearch } from '../ui/search';
import { SearchedList, Toolbar } from '../ui/toolbar';
import type { View } from './address';
import { isOn } from './boxes';
import { DayNav } from './day-nav';
import { dayIn, weekOf, type Day } from './days';
import { entriesOf } from './entries';
import { loadBetween } from './load';
import { useMinute } from './use-minute';
import { WeekGrid } from './week-grid';

interface DayViewsProps {
  href: string;
  /** The path before an appointment's id. */
  base: string;
  view: View;
  date: string;
  /** The links to the views. */
  views: ComponentChildren;
  onBook: (at: number) => void;
}

const NO_MORE = { next: null };

/** Shows the week of a date, or that one day of it. */
export function DayViews({ href, base, view, date, views, onBook }: DayViewsProps) {
  const zone = localZone();
  const week = weekOf(date).map((each) => dayIn(each, zone));
  const loaded = useWeek(week, zone);
  const search = useSearch('appointments:week', {
    data: loaded.data && NO_MORE,
    more: () => Promise.resolve(),
  });
  const now = useMinute();
  const entries = entriesOf(loaded.data ?? []).filter((each) => search.fits(...each.searched));
  const shown = view === 'week' ? week : week.filter((each) => each.date === date);
  const hits = entries.filter((each) => shown.some((day) => isOn(day, each))).length;
  const current = search.words.trim() ? undefined : currentOf(loaded.data ?? [], now);
  return (
    <>
      <Toolbar of="appointments" search={search} hits={hits} views={views}>
        <DayNav href={href} view={view} date={date} />
      </Toolbar>
      {current && <NowCard of={current} now={now} base={base} />}
      <RangeHeading days={shown} zone={zone} />
      {loaded.error && !loaded.data ? (
        <LoadError error={loaded.error} retry={loaded.reload} />
      ) : loaded.isFirst ? (
        <Skeleton lines={8} />
      ) : (
        <SearchedList search={search} hits={hits}>
          <WeekGrid {...{ href, base, view, date, week, entries, now, onBook }} isBusy={!loaded.data} />
        </SearchedList>
      )}
    </>
  );
}

/** Loads a week; `isFirst` is true until one has been loaded, for another one is shown while it comes. */
function useWeek(week: Day[], zone: string) {
  const [start, end] = [week[0]?.start ?? 0, week.at(-1)?.end ?? 0];
  const loaded = useApi(`appointments:week:${week[0]?.date}:${zone}`, () => loadBetween(start, end));
  const seen = useRef(false);
  seen.current ||= !!loaded.data;
  return { ...loaded, isFirst: !seen.current };
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
