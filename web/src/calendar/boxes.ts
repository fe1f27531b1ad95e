// The boxes of a day's appointments: where each stands, and how those at the same time share the width.
import { rangeOf, type Axis, type Range } from './axis';
import type { Day } from './days';

/** A box is at least this many minutes high, so that it can be read and pressed. */
export const LEAST_MINUTES = 25;

export interface TimeSpan {
  start: number;
  end: number;
}

/** The part of a column's width: `width` of `lanes` parts, from the part `lane` on. */
export interface Share {
  lane: number;
  lanes: number;
  width: number;
}

export interface Box<T> extends Range, Share {
  of: T;
  /** Whether it goes on before or after this day. */
  isCut: { before: boolean; after: boolean };
}

/** Returns the boxes of what takes place on a day, from top to bottom; `spanOf` returns its time. */
export function boxesOf<T>(axis: Axis, day: Day, all: T[], spanOf: (one: T) => TimeSpan): Box<T>[] {
  const present = all.filter((each) => isOn(day, spanOf(each)));
  const ranges = present.map((each) => visibleRange(axis, day, spanOf(each)));
  const order = present.map((_, n) => n).sort((a, b) => compare(ranges[a], ranges[b]));
  const sorted = order.map((n) => ranges[n]).filter((each) => !!each);
  const shares = shareWidth(sorted);
  return order.flatMap((n, place) => {
    const [of, range, share] = [present[n], ranges[n], shares[place]];
    if (of === undefined || !range || !share) return [];
    const { start, end } = spanOf(of);
    return [{ of, ...range, ...share, isCut: { before: start < day.start, after: end > day.end } }];
  });
}

export function isOn(day: Day, { start, end }: TimeSpan): boolean {
  return start < day.end && end > day.start;
}

function visibleRange(axis: Axis, day: Day, { start, end }: TimeSpan): Range {
  const { top, bottom } = rangeOf(axis, day, start, end);
  // At the very end of a day, a short box grows upward.
  const least = Math.min(top, axis.length - LEAST_MINUTES);
  return { top: least, bottom: Math.max(bottom, least + LEAST_MINUTES) };
}

/**
 * Divides the width among ranges that overlap; `sorted` begins with the topmost.
 *
 * Ranges that overlap, directly or through others, share the width equally. Each takes the room that stays free at its
 * right.
 */
export function shareWidth(sorted: Range[]): Share[] {
  const lanes: number[] = [];
  let group: { first: number; bottom: number; ends: number[] } = { first: 0, bottom: -Infinity, ends: [] };
  const counts: number[] = [];
  const close = (until: number): void => void counts.fill(group.ends.length, group.first, until);
  sorted.forEach((range, n) => {
    counts.push(0);
    if (range.top >= group.bottom) {
      close(n);
      group = { first: n, bottom: -Infinity, ends: [] };
    }
    const free = group.ends.findIndex((end) => end <= range.top);
    const lane = free < 0 ? group.ends.length : free;
    group.ends[lane] = range.bottom;
    group.bottom = Math.max(group.bottom, range.bottom);
    lanes.push(lane);
  });
  close(sorted.length);
  return sorted.map((range, n) => {
    const [lane, count] = [lanes[n] ?? 0, counts[n] ?? 1];
    const taken = sorted.flatMap((other, m) =>
      overlaps(range, other) && (lanes[m] ?? 0) > lane ? [lanes[m] ?? 0] : [],
    );
    return { lane, lanes: count, width: Math.min(count, ...taken) - lane };
  });
}

function overlaps(one: Range, other: Range): boolean {
  return one.top < other.bottom && other.top < one.bottom;
}

/** Puts what begins first to the front, and of those the longest. */
function compare(a: Range | undefined, b: Range | undefined): number {
  return (a?.top ?? 0) - (b?.top ?? 0) || (b?.bottom ?? 0) - (a?.bottom ?? 0);
}
