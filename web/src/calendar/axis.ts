// The vertical axis that the days of a view share: the minutes of the clock, and once more those that come twice on one
// of the days. So the same time of the clock is at the same height on every day, and no instant shares its place with
// another one of its day.
import type { Day, Stretch } from './days';

export const DAY_MINUTES = 1440;
const MINUTE_MS = 60_000;
const HOUR = 60;

/** Minutes of the clock that come twice, on a day when it goes back from `to` to `from`. */
export interface Repeat {
  from: number;
  to: number;
}

/** A part of the axis, in minutes from its beginning. */
export interface Range {
  top: number;
  bottom: number;
}

export interface Axis {
  repeats: Repeat[];
  length: number;
}

/** A line across the axis; `wall` is the minute of the clock, and `isAgain` says that it comes a second time. */
export interface Mark {
  at: number;
  wall: number;
  isAgain: boolean;
}

export function axisOf(days: Day[]): Axis {
  const all = days.flatMap(({ stretches: [first, second] }) => (first && second ? repeatOf(first, second) : []));
  const repeats = [...new Map(all.map((each) => [`${each.from} ${each.to}`, each])).values()];
  repeats.sort((a, b) => a.to - b.to);
  return { repeats, length: repeats.reduce((sum, each) => sum + each.to - each.from, DAY_MINUTES) };
}

/** Returns where something of a day stands, cut off at the day's ends. */
export function rangeOf(axis: Axis, day: Day, start: number, end: number): Range {
  const from = Math.max(start, day.start);
  const to = Math.min(end, day.end);
  const [first, second] = day.stretches as [Stretch, Stretch?];
  const isRepeat = !!second && repeatOf(first, second).length > 0;
  const isLateStart = !!second && from >= second.start;
  const isLateEnd = !!second && to > second.start;
  return {
    top: place(axis, isLateStart ? second : first, from, isLateStart && isRepeat, true),
    bottom: place(axis, isLateEnd ? second : first, to, isLateEnd && isRepeat, false),
  };
}

/** Returns the parts of the axis that a day does not have: a skipped hour, or one that comes twice on another day. */
export function gapsOf(axis: Axis, day: Day): Range[] {
  const present = day.stretches.flatMap((each) => presentRanges(axis, day, each));
  const edges = [0, ...present.flatMap(({ top, bottom }) => [top, bottom]), axis.length];
  const gaps = Array.from({ length: edges.length / 2 }, (_, n) => ({
    top: edges[2 * n] ?? 0,
    bottom: edges[2 * n + 1] ?? 0,
  }));
  return gaps.filter(({ top, bottom }) => top < bottom);
}

/** Returns the full hours, and the beginning of each repeated part. */
export function marksOf({ repeats }: Axis): Mark[] {
  const hours = Array.from({ length: 25 }, (_, hour) => hour * HOUR);
  const first = hours.map((wall) => ({ at: wall + added(repeats, wall, true), wall, isAgain: false }));
  const again = repeats.flatMap((each) => {
    const walls = [each.from, ...hours.filter((wall) => wall > each.from && wall < each.to)];
    const shift = shiftOf(repeats, each);
    return walls.map((wall) => ({ at: wall + shift, wall, isAgain: true }));
  });
  return [...first, ...again].sort((a, b) => a.at - b.at);
}

/** Returns the part from one full hour to another that shows these hours of the clock and all of `ranges`. */
export function shownPart(axis: Axis, hours: Range, ranges: Range[]): Range {
  const { repeats } = axis;
  const top = hours.top + added(repeats, hours.top, true);
  const bottom = hours.bottom + added(repeats, hours.bottom, false);
  const wanted = [{ top, bottom }, ...ranges];
  const marks = marksOf(axis).map((mark) => mark.at);
  const first = Math.min(...wanted.map((each) => each.top));
  const last = Math.max(...wanted.map((each) => each.bottom));
  return { top: marks.findLast((at) => at <= first) ?? 0, bottom: marks.find((at) => at >= last) ?? axis.length };
}

function repeatOf(first: Stretch, second: Stretch): Repeat[] {
  const to = first.wall + (first.end - first.start) / MINUTE_MS;
  return second.wall < to ? [{ from: second.wall, to }] : [];
}

function place({ repeats }: Axis, stretch: Stretch, at: number, isAfterRepeat: boolean, isStart: boolean): number {
  const wall = stretch.wall + (at - stretch.start) / MINUTE_MS;
  const own = isAfterRepeat ? repeats.find((each) => each.from === stretch.wall) : undefined;
  return wall + Math.max(added(repeats, wall, isStart), own ? shiftOf(repeats, own) : 0);
}

/** Returns the length of the repeated parts above a minute of the clock; the end of something stays before them. */
function added(repeats: Repeat[], wall: number, isStart: boolean): number {
  const above = repeats.filter(({ to }) => (isStart ? to <= wall : to < wall));
  return above.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** Returns how far below its first place on the axis the second one of a repeated minute is. */
function shiftOf(repeats: Repeat[], of: Repeat): number {
  return added(repeats, of.to, true);
}

/** Returns the place of the repeated minutes, when they come for the second time. */
function blockOf(repeats: Repeat[], of: Repeat): Range {
  const shift = shiftOf(repeats, of);
  return { top: of.from + shift, bottom: of.to + shift };
}

/** Returns where a stretch stands, without the repeated minutes of other days. */
function presentRanges(axis: Axis, day: Day, stretch: Stretch): Range[] {
  const whole = rangeOf(axis, day, stretch.start, stretch.end);
  const others = axis.repeats
    .map((each) => blockOf(axis.repeats, each))
    // A stretch that begins with the repeated minutes has them itself.
    .filter(({ top, bottom }) => whole.top < top && bottom <= whole.bottom);
  const tops = [whole.top, ...others.map((each) => each.bottom)];
  return tops.map((top, n) => ({ top, bottom: others[n]?.top ?? whole.bottom }));
}
