import { expect, test } from 'vitest';
import { axisOf } from '../../src/calendar/axis';
import { boxesOf, LEAST_MINUTES, shareWidth, type Box, type TimeSpan } from '../../src/calendar/boxes';
import { dayIn, weekOf } from '../../src/calendar/days';

const NEW_YORK = 'America/New_York';
const MINUTE_MS = 60_000;
const ROUNDS = 400;

/** Returns a generator of whole numbers below a limit, the same ones for the same seed. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function someSpans(day: { start: number; end: number }, below: (limit: number) => number): TimeSpan[] {
  const minutes = (day.end - day.start) / MINUTE_MS;
  return Array.from({ length: 1 + below(12) }, () => {
    const start = day.start + (below(minutes + 240) - 240) * MINUTE_MS;
    return { start, end: start + (5 + below(475)) * MINUTE_MS };
  });
}

const left = ({ lane, lanes }: Box<unknown>): number => lane / lanes;
const right = ({ lane, lanes, width }: Box<unknown>): number => (lane + width) / lanes;

function cover(one: Box<unknown>, other: Box<unknown>): boolean {
  const isBeside = right(one) <= left(other) + 1e-9 || right(other) <= left(one) + 1e-9;
  return one.top < other.bottom && other.top < one.bottom && !isBeside;
}

const DATES = ['2026-11-24', '2026-11-01', '2027-03-14'];

test.each(DATES)('whatever is booked on %s, no box covers another one', (date) => {
  const day = dayIn(date, NEW_YORK);
  for (const axis of [axisOf([day]), axisOf(weekOf(date).map((each) => dayIn(each, NEW_YORK)))]) {
    for (let round = 0; round < ROUNDS; round += 1) {
      const boxes = boxesOf(axis, day, someSpans(day, numbers(round)), (each) => each);
      const pairs = boxes.flatMap((one, n) => boxes.slice(n + 1).map((other) => [one, other] as const));
      expect(pairs.filter(([one, other]) => cover(one, other))).toEqual([]);
    }
  }
});

test.each(DATES)('whatever is booked on %s, each box is where its time is, and lies within the day', (date) => {
  const day = dayIn(date, NEW_YORK);
  const axis = axisOf([day]);
  for (let round = 0; round < ROUNDS; round += 1) {
    const spans = someSpans(day, numbers(round));
    const boxes = boxesOf(axis, day, spans, (each) => each);
    expect(boxes).toHaveLength(spans.filter((each) => each.start < day.end && each.end > day.start).length);
    for (const { of, top, bottom, lane, lanes, width, isCut } of boxes) {
      const minutes = (Math.min(of.end, day.end) - Math.max(of.start, day.start)) / MINUTE_MS;
      // A skipped hour within an appointment makes its box an hour higher.
      expect([minutes, minutes + 60].map((each) => Math.max(LEAST_MINUTES, each))).toContain(bottom - top);
      expect(top).toBeGreaterThanOrEqual(0);
      expect(bottom).toBeLessThanOrEqual(axis.length);
      expect(lane >= 0 && width >= 1 && lane + width <= lanes).toBe(true);
      expect(isCut).toEqual({ before: of.start < day.start, after: of.end > day.end });
    }
    expect(boxes.map((each) => each.top)).toEqual(boxes.map((each) => each.top).sort((a, b) => a - b));
  }
});

const shares = (...ranges: [number, number][]): string[] =>
  shareWidth(ranges.map(([top, bottom]) => ({ top, bottom }))).map(
    ({ lane, lanes, width }) => `${lane}+${width} of ${lanes}`,
  );

test('one appointment has the whole width, and two after each other have it both', () => {
  expect(shares([600, 650], [650, 700])).toEqual(['0+1 of 1', '0+1 of 1']);
});

test('two at the same time stand side by side', () => {
  expect(shares([600, 650], [610, 660])).toEqual(['0+1 of 2', '1+1 of 2']);
});

test('one that overlaps only the first of three takes the room at its right', () => {
  expect(shares([600, 720], [600, 640], [600, 640], [650, 700])).toEqual([
    '0+1 of 3',
    '1+1 of 3',
    '2+1 of 3',
    '1+2 of 3',
  ]);
});

test('a visit of five minutes is high enough to be pressed, and the next one stands beside it', () => {
  const day = dayIn('2026-11-24', NEW_YORK);
  const spans = [0, 5].map((minute) => ({
    start: day.start + (600 + minute) * MINUTE_MS,
    end: day.start + (605 + minute) * MINUTE_MS,
  }));
  const boxes = boxesOf(axisOf([day]), day, spans, (each) => each);
  expect(boxes.map(({ top, bottom, lane }) => [top, bottom, lane])).toEqual([
    [600, 625, 0],
    [605, 630, 1],
  ]);
});

test('a visit of five minutes before midnight stays within its day', () => {
  const day = dayIn('2026-11-24', NEW_YORK);
  const late = { start: day.end - 5 * MINUTE_MS, end: day.end };
  expect(boxesOf(axisOf([day]), day, [late], (each) => each)[0]).toMatchObject({ top: 1415, bottom: 1440 });
});
