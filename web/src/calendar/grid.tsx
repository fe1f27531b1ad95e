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

export interface DayBoxes {
  day: Day;
  boxes: Box<Entry>[];
  /** The parts in which the provider does not work. */
  closed: Range[];
}

export interface Layout {
  axis: Axis;
  part: Range;
  days: DayBoxes[];
}

/**
 * Returns where the appointments of some days, and the hours when a provider is open, stand on their common axis.
 *
 * `open` is null for a provider without hours.
 */
export function layoutOf(all: Day[], entries: Entry[], open: TimeSpan[] | null): Layout {
  const axis = axisOf(all);
  const days = all.map((day) => ({
    day,
    boxes: boxesOf(axis, day, entries, (each) => each),
    closed: closedRanges(axis, day, open),
  }));
  const opened = all.flatMap((day) =>
    (open ?? []).filter((each) => isOn(day, each)).map((each) => rangeOf(axis, day, each.start, each.end)),
  );
  return { axis, days, part: shownPart(axis, USUAL, [...days.flatMap((each) => each.boxes), ...opened]) };
}

export interface GridColumn extends DayBoxes {
  /** The place among the columns that the arrow keys know. */
  column: number;
  /** The id of the heading. */
  labelledBy: string;
  head?: ComponentChildren;
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
      {columns.map(({ column, day, boxes, closed, labelledBy, head }) => (
        <section key={column} class="grid-day" aria-labelledby={labelledBy}>
          {head}
          <DayColumn column={column} day={day} boxes={boxes} closed={closed} {...frame} />
        </section>
      ))}
    </div>
  );
}
