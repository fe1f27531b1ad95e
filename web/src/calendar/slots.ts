import { rangeOf, type Axis } from './axis';
import type { Day } from './days';

const STEP_MS = 30 * 60_000;

/** Returns the last full half hour of a day that is not below a place of the axis. */
export function instantAt(axis: Axis, day: Day, minute: number): number {
  const count = Math.ceil((day.end - day.start) / STEP_MS);
  const starts = Array.from({ length: count }, (_, n) => day.start + n * STEP_MS);
  return starts.findLast((start) => rangeOf(axis, day, start, start + 1).top <= minute) ?? day.start;
}
