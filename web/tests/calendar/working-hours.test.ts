import { expect, test } from 'vitest';
import { daysOf, partsOf } from '../../src/calendar/free-times';
import { errorsOf } from '../../src/calendar/working-hours';
import { nextHours } from '../../src/calendar/weekly-hours';
import { weekAfter } from '../../src/appointments/book-next';

const NEW_YORK = 'America/New_York';

function problems(change: Partial<Parameters<typeof errorsOf>[0]>): string[] {
  const found = errorsOf({ zone: NEW_YORK, weekly: [], exceptions: [], time_off: [], ...change });
  return Object.entries(found).flatMap(([name, sentence]) => (sentence ? [name] : []));
}

test('two parts of one day must not overlap, and those of two days may', () => {
  const part = { from: '09:00', to: '12:00' };
  expect(
    problems({
      weekly: [
        { weekday: 0, ...part },
        { weekday: 1, ...part },
      ],
    }),
  ).toEqual([]);
  const late = { weekday: 0, from: '11:00', to: '17:00' };
  expect(problems({ weekly: [{ weekday: 0, ...part }, late] })).toEqual(['weekly.0', 'weekly.1']);
});

test('a part ends after it begins, and may end at midnight', () => {
  expect(problems({ weekly: [{ weekday: 0, from: '17:00', to: '09:00' }] })).toEqual(['weekly.0']);
  expect(problems({ weekly: [{ weekday: 0, from: '17:00', to: '24:00' }] })).toEqual([]);
  expect(problems({ exceptions: [{ day: '2026-12-24', hours: [{ from: '', to: '12:00' }] }] })).toEqual([
    'exceptions.0.hours.0',
  ]);
});

test('time off does not end before it begins', () => {
  expect(problems({ time_off: [{ from: '2026-12-27', to: '2026-12-24' }] })).toEqual(['time_off.0.to']);
});

test('hours are suggested for a day without overlap, or left blank', () => {
  expect(nextHours([])).toEqual({ from: '09:00', to: '17:00' });
  expect(nextHours([{ from: '09:00', to: '12:00' }])).toEqual({ from: '13:00', to: '17:00' });
  expect(nextHours([{ from: '09:00', to: '17:00' }])).toEqual({ from: '', to: '' });
});

const slotsAt = (...times: string[]) => times.map((at) => ({ starts_at: at, local: '', provider_ids: [] }));

test('free times of a day are grouped by its parts, and empty parts are left out', () => {
  const slots = slotsAt('2026-11-25T16:45:00Z', '2026-11-25T22:00:00Z', '2026-11-26T01:00:00Z');
  expect(partsOf(slots, NEW_YORK).map(([part, each]) => [part, each.length])).toEqual([
    ['Morning', 1],
    ['Evening', 2],
  ]);
});

test('free times are grouped by the days of the reader’s own zone', () => {
  const slots = slotsAt('2026-11-25T04:30:00Z', '2026-11-25T15:00:00Z');
  expect(daysOf(slots, NEW_YORK).map(([date]) => date)).toEqual(['2026-11-24', '2026-11-25']);
});

test.each([
  ['2026-10-27T14:00:00Z', '2026-10-27T15:00:00Z', '2026-11-03T15:00:00.000Z'],
  ['2026-10-27T14:00:00Z', '2026-11-05T00:00:00Z', '2026-11-10T15:00:00.000Z'],
  ['2027-03-07T07:30:00Z', '2027-03-07T08:30:00Z', '2027-03-14T07:30:00.000Z'],
])('the visit after %s, asked for at %s, is suggested for %s', (start, now, next) => {
  const at = weekAfter({ starts_at: start, zone: NEW_YORK }, Date.parse(now));
  expect(new Date(at).toISOString()).toBe(next);
});
