import { expect, test } from 'vitest';
import { existing, HEADING, moved } from '../../src/calendar/keys';

/** Two visits on the first day, none on the second, one in the afternoon on the third. */
const DAYS = [[540, 900], [], [840]];
const from = (column: number, row: number, key: string): [number, number] | null => {
  const to = moved(DAYS, { column, row }, key);
  return to && [to.column, to.row];
};

test('up and down go through a day, from its heading to its last visit', () => {
  expect(from(0, HEADING, 'ArrowDown')).toEqual([0, 0]);
  expect(from(0, 0, 'ArrowDown')).toEqual([0, 1]);
  expect(from(0, 1, 'ArrowDown')).toEqual([0, 1]);
  expect(from(0, 0, 'ArrowUp')).toEqual([0, HEADING]);
  expect(from(0, HEADING, 'ArrowUp')).toEqual([0, HEADING]);
});

test('left and right go to the visit at about the same time, or to the heading of an empty day', () => {
  expect(from(0, 1, 'ArrowRight')).toEqual([1, HEADING]);
  expect(from(2, 0, 'ArrowLeft')).toEqual([1, HEADING]);
  const both = [
    [540, 900],
    [530, 880, 1000],
  ];
  expect(moved(both, { column: 0, row: 1 }, 'ArrowRight')).toEqual({ column: 1, row: 1 });
  expect(from(0, HEADING, 'ArrowRight')).toEqual([1, HEADING]);
});

test('at the first and at the last day, the focus stays', () => {
  expect(from(0, 1, 'ArrowLeft')).toEqual([0, 1]);
  expect(from(2, 0, 'ArrowRight')).toEqual([2, 0]);
  expect(from(2, 0, 'Home')).toEqual([0, HEADING]);
  expect(from(0, 0, 'End')).toEqual([2, HEADING]);
});

test('other keys do what they always do', () => {
  expect(from(0, 0, 'Enter')).toBeNull();
  expect(from(0, 0, 'Tab')).toBeNull();
});

test('when the visit with the focus is gone, the one before it has it', () => {
  expect(existing(DAYS, { column: 0, row: 5 })).toEqual({ column: 0, row: 1 });
  expect(existing(DAYS, { column: 1, row: 0 })).toEqual({ column: 1, row: HEADING });
  expect(existing(DAYS.slice(0, 1), { column: 2, row: 0 })).toEqual({ column: 0, row: 0 });
});
