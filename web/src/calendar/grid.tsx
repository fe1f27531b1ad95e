import type { ComponentChildren } from 'preact';
import { axisOf, rangeOf, shownPart, type Axis, type Range } from './axis';
import { boxesOf, isOn, type Box, type TimeSpan } from './boxes';
import { closedRanges } from './closed';
import { DayColumn, type GridFrame } from './day-column';
import type { Day } from './days';
import type { Entry } from './entries';
import { HourLines } from './hour-lines';

/** The hours that are shown on a day without appointments. */
const USUAL: Range = { top: 8 * 60, bottom: 18 * 60 };

/** What stands in one column. */
export interface ColumnFacts {
  day: Day;
  entries: Entry[];
  /** When the provider works; null if they have set no hours. */
  open: TimeSpan[] | null;
  /** Why they do not work on this day. */
  off: string;
}

export interface DayBoxes {
  day: Day;
  boxes: Box<Entry>[];
  /** The parts in which the provider does not work. */
  closed: Range[];
  off: string;
}

export interface Layout {
  axis: Axis;
  part: Range;
  columns: DayBoxes[];
}

/** Returns where the appointments of some columns, and the hours when a provider works, stand on their common axis. */
export function layoutOf(all: ColumnFacts[]): Layout {
  const axis = axisOf(all.map((each) => each.day));
  const columns = all.map(({ day, entries, open, off }) => ({
    day,
    off,
    boxes: boxesOf(axis, day, entries, (each) => each),
    closed: closedRanges(axis, day, open),
  }));
  const opened = all.flatMap(({ day, open }) =>
    (open ?? []).filter((each) => isOn(day, each)).map((each) => rangeOf(axis, day, each.start, each.end)),
  );
  return { axis, columns, part: shownPart(axis, USUAL, [...columns.flatMap((each) => each.boxes), ...opened]) };
}

export interface GridColumn extends DayBoxes {
  /** The place among the columns that the arrow keys know. */
  column: number;
  /** The id of the heading. */
  labelledBy: string;
  head?: ComponentChildren;
  /** Books at a time that was clicked. */
  onBook?: (at: number) => void;
}

interface GridProps extends GridFrame {
  columns: GridColumn[];
  isBusy: boolean;
}

/** Shows columns of appointments beside the hours of the day. */
export function Grid({ columns, isBusy, ...frame }: GridProps) {
  const { axis, part } = frame;
  const style = { '--columns': columns.length, '--minutes': part.bottom - part.top };
  return (
    <div class="day-grid" style={style} aria-busy={isBusy}>
      <HourLines axis={axis} part={part} />
      {columns.map(({ labelledBy, head, ...column }) => (
        <section key={column.column} class="grid-day" aria-labelledby={labelledBy}>
          {head}
          <DayColumn {...frame} {...column} />
        </section>
      ))}
    </div>
  );
}
