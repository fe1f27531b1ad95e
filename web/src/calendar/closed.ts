import { rangeOf, type Axis, type Range } from './axis';
import { isOn, type TimeSpan } from './boxes';
import type { Day } from './days';

/** Returns the parts of a day in which a provider is not open; none where no hours are known, and all of a day off. */
export function closedRanges(axis: Axis, day: Day, open: TimeSpan[] | null): Range[] {
  if (!open) return [];
  const parts = open
    .filter((each) => isOn(day, each))
    .map((each) => rangeOf(axis, day, each.start, each.end))
    .sort((a, b) => a.top - b.top);
  const closed: Range[] = [];
  let last = 0;
  for (const { top, bottom } of parts) {
    if (top > last) closed.push({ top: last, bottom: top });
    last = Math.max(last, bottom);
  }
  return last < axis.length ? [...closed, { top: last, bottom: axis.length }] : closed;
}
