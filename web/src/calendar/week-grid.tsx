import { useLocation } from 'preact-iso';
import { addressOf, type View } from './address';
import { isOn, type TimeSpan } from './boxes';
import { DayLink } from './day-link';
import { addDays, type Day } from './days';
import type { Entry } from './entries';
import { Grid, layoutOf, type GridColumn } from './grid';
import { useGridFocus } from './use-grid-focus';

interface WeekGridProps {
  href: string;
  base: string;
  view: View;
  date: string;
  week: Day[];
  entries: Entry[];
  /** The hours in which the provider works; null if they have set none. */
  open: TimeSpan[] | null;
  /** Returns why the provider does not work on a day, or ''. */
  offOn: (day: Day) => string;
  now: number;
  /** Books at a time; absent for a reader who cannot. */
  onBook?: (at: number) => void;
  isBusy: boolean;
}

/** Shows the seven days of a week beside each other, or one of them below the links to all seven. */
export function WeekGrid({ href, base, view, date, week, entries, open, offOn, now, onBook, isBusy }: WeekGridProps) {
  const { route } = useLocation();
  const isWeek = view === 'week';
  const days = isWeek ? week : week.filter((day) => day.date === date);
  const layout = layoutOf(days.map((day) => ({ day, entries, open, off: offOn(day) })));
  const boxesOn = (day: Day) => layout.columns.find((each) => each.day === day)?.boxes ?? [];
  const chosen = week.findIndex((day) => day.date === date);
  const focus = useGridFocus(
    week.map((day) => boxesOn(day).map((box) => box.top)),
    chosen,
    (step) => route(addressOf(href, view, addDays(date, 7 * step))),
  );
  const links = week.map((day, column) => (
    <DayLink
      key={column}
      id={isWeek ? `day-${column}` : undefined}
      href={addressOf(href, 'day', day.date)}
      date={day.date}
      count={entries.filter((each) => each.room && isOn(day, each)).length}
      isCurrent={!isWeek && column === chosen}
      stop={focus.stop(column, -1)}
    />
  ));
  const columns = layout.columns.map((each, n): GridColumn =>
    isWeek
      ? { ...each, onBook, column: n, labelledBy: `day-${n}`, head: <h3>{links[n]}</h3> }
      : { ...each, onBook, column: chosen, labelledBy: 'shown-range' },
  );
  const { axis, part } = layout;
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys move the focus between the links inside
    <div ref={focus.grid} class={`${view}-view`} onKeyDown={focus.onKeyDown}>
      {!isWeek && (
        <ol class="day-strip" aria-label="Days of this week">
          {links.map((link, column) => (
            <li key={column}>{link}</li>
          ))}
        </ol>
      )}
      <Grid {...{ axis, part, now, base, isBusy, columns }} stop={focus.stop} />
      <p class="hint keys-hint">Arrow keys move between days and appointments, and Enter opens one.</p>
    </div>
  );
}
