import { expect, test } from 'vitest';
import { axisOf } from '../../src/calendar/axis';
import { dayIn } from '../../src/calendar/days';
import { instantAt } from '../../src/calendar/slots';

const NEW_YORK = 'America/New_York';

test.each([
  ['2026-11-24', 605, '2026-11-24T15:00:00.000Z'],
  ['2026-11-24', 635, '2026-11-24T15:30:00.000Z'],
  ['2026-11-24', 0, '2026-11-24T05:00:00.000Z'],
  ['2026-11-01', 125, '2026-11-01T06:00:00.000Z'],
  ['2027-03-14', 185, '2027-03-14T07:00:00.000Z'],
])('on %s a click at minute %d of the axis means %s', (date, minute, instant) => {
  const day = dayIn(date, NEW_YORK);
  expect(new Date(instantAt(axisOf([day]), day, minute)).toISOString()).toBe(instant);
});
