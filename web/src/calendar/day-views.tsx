import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import type { Calendar } from '../api/booking';
import type { Named } from '../api/types';
import { useApi } from '../api/resource';
import { zoneWords } from '../appointments/time-words';
import { me } from '../session/session';
import { formatIn, localZone } from '../kernel/time-zones';
import { LoadError, Skeleton } from '../ui/load-states';
import { useSearch } from '../ui/search';
import { Toolbar } from '../ui/toolbar';
import type { View } from './address';
import { isOn } from './boxes';
import { Coming, useComing } from './coming';
import { DayNav } from './day-nav';
import { dayIn, weekOf, type Day } from './days';
import { offWords } from './days-off-words';
import { allEntriesOf, type Entry } from './entries';
import { loadBetween } from './load';
import { PracticeWeek } from './practice-week';
import { openOf, ProviderColumns, type Hours } from './provider-columns';
import { SearchBeyond } from './search-beyond';
import { useMinute } from './use-minute';
import { useWide } from './use-wide';
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
  filters?: (providers: Named[], chosen: string | null) => ComponentChildren;
  onBook: (at: number, provider?: string) => void;
}

const NOTHING: Pick<Calendar, 'items' | 'held' | 'providers' | 'open' | 'with_hours' | 'days_off'> = {
  items: [],
  held: [],
  providers: [],
  open: [],
  with_hours: [],
  days_off: [],
};

const NO_MORE = { next: null };

/** Shows the week of a date, or that one day of it. */
export function DayViews({ href, base, view, date, provider, views, filters, onBook }: DayViewsProps) {
  const zone = localZone();
  const { week, ...loaded } = useWeek(date, zone, provider);
  const coming = useComing();
  const search = useSearch('appointments:week', { data: loaded.data && NO_MORE, more: () => Promise.resolve() });
  const now = useMinute();
  const isWide = useWide();
  const { providers, ...hours } = loaded.data ?? NOTHING;
  const whose = whoseOf(provider, providers, isWide);
  const entries = allEntriesOf(loaded.data ?? NOTHING, now, whose ?? undefined).filter(
    (each) => search.fits(...each.searched) && (provider !== null || !whose || each.providers.includes(whose)),
  );
  const shown = view === 'week' ? week : week.filter((each) => each.date === date);
  const hits = entries.filter((each) => shown.some((day) => isOn(day, each))).length;
  const isLoading = loaded.isFirst || coming.isLoading;
  const end = shown.at(-1)?.end ?? now;
  return (
    <>
      <Toolbar of="appointments" search={search} hits={hits} views={views}>
        <DayNav href={href} view={view} date={date} />
        {filters?.(providers, whose)}
      </Toolbar>
      {!isLoading && !search.words.trim() && <Coming {...coming} now={now} base={base} />}
      <RangeHeading days={shown} />
      {loaded.error && !loaded.data ? (
        <LoadError error={loaded.error} retry={loaded.reload} />
      ) : isLoading ? (
        <Skeleton lines={8} />
      ) : (
        <>
          {!hits && !!search.words.trim() ? (
            <SearchBeyond
              key={`${search.words} ${end}`}
              {...{ search, view, href, end }}
              provider={provider ?? undefined}
            />
          ) : (
            <Shown
              {...{ href, base, view, date, week, shown, entries, providers, hours, whose, now }}
              onBook={provider === undefined ? (at) => onBook(at) : onBook}
              isBusy={!loaded.data}
            />
          )}
          <p class="hint zone-foot">{zoneWords(zone)}</p>
        </>
      )}
    </>
  );
}

/** Returns the one whose calendar is shown, or null for all providers: a phone has room for one of them at a time. */
function whoseOf(provider: string | null | undefined, providers: Named[], isWide: boolean): string | null {
  if (provider === undefined) return me.value?.person.id ?? '';
  return provider ?? (isWide ? null : (providers[0]?.id ?? ''));
}

interface ShownProps extends Pick<DayViewsProps, 'href' | 'base' | 'view' | 'date' | 'onBook'> {
  week: Day[];
  shown: Day[];
  entries: Entry[];
  providers: Named[];
  hours: Hours;
  /** Whose calendar it is; null for all providers of the practice. */
  whose: string | null;
  now: number;
  isBusy: boolean;
}

/** Shows the days of one provider or, of all providers, a week or a day. */
function Shown({ view, date, week, shown, providers, hours, whose, onBook, isBusy, ...frame }: ShownProps) {
  const [day] = shown;
  if (whose !== null)
    return (
      <WeekGrid
        {...frame}
        {...{ view, date, week, isBusy }}
        open={openOf(hours, whose)}
        offOn={(each) => offWords(hours.days_off, each, whose)}
        onBook={(at) => onBook(at, whose)}
      />
    );
  return view === 'week' || !day ? (
    <PracticeWeek {...frame} days={shown} providers={providers} daysOff={hours.days_off} />
  ) : (
    <ProviderColumns {...frame} {...{ day, providers, hours, onBook, isBusy }} />
  );
}

/** Loads a week; `isFirst` is true until one has been loaded, for another one is shown while it comes. */
function useWeek(date: string, zone: string, provider: string | null | undefined) {
  const week = weekOf(date).map((each) => dayIn(each, zone));
  const [start, end] = [week[0]?.start ?? 0, week.at(-1)?.end ?? 0];
  const loaded = useApi(`appointments:week:${provider ?? ''}:${week[0]?.date}:${zone}`, () =>
    loadBetween(start, end, provider ?? undefined),
  );
  const seen = useRef(false);
  seen.current ||= !!loaded.data;
  return { ...loaded, week, isFirst: !seen.current };
}

function RangeHeading({ days }: { days: Day[] }) {
  const [first = 0, last = 0] = [days[0], days.at(-1)].map((each) => Date.parse(each?.date ?? ''));
  const form = { year: 'numeric', month: 'long', day: 'numeric' } as const;
  const words = formatIn('UTC', first === last ? { weekday: 'long', ...form } : form, first, last);
  return (
    <div class="range-head" role="status">
      <h2 id="shown-range">{words}</h2>
    </div>
  );
}
