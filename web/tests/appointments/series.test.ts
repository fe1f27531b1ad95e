import { expect, test } from 'vitest';
import { summaryOf } from '../../src/series/dates-preview';
import { NO_REPEAT, ruleOf, ruleWords } from '../../src/series/rule';

const TUESDAY = '2026-12-08';

test.each([
  [{ kind: 'week' }, 'FREQ=WEEKLY;BYDAY=TU;COUNT=10', 'every week on Tuesday'],
  [{ kind: 'weeks' }, 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=10', 'every 2 weeks on Tuesday'],
  [{ kind: 'month' }, 'FREQ=MONTHLY;BYDAY=2TU;COUNT=10', 'every month on the second Tuesday'],
  [{ kind: 'custom', unit: 'DAILY', every: '3' }, 'FREQ=DAILY;INTERVAL=3;COUNT=10', 'every 3 days'],
  [
    { kind: 'custom', days: [3, 0], ends: 'until', until: '2027-03-31' },
    'FREQ=WEEKLY;BYDAY=MO,TU,TH;UNTIL=20270331',
    'every week on Monday, Tuesday and Thursday',
  ],
] as const)('what was chosen is a rule, and its words: %o', (chosen, rule, words) => {
  const input = { ...NO_REPEAT, ...chosen, days: [...('days' in chosen ? chosen.days : [])] };
  expect(ruleOf(input, TUESDAY)).toBe(rule);
  expect(ruleWords(rule)).toBe(words);
});

test('a visit on a fifth weekday repeats on the last one of each month', () => {
  const input = { ...NO_REPEAT, kind: 'month' } as const;
  expect(ruleOf(input, '2026-12-29')).toBe('FREQ=MONTHLY;BYDAY=-1TU;COUNT=10');
  expect(ruleWords('FREQ=MONTHLY;BYDAY=-1TU;COUNT=10')).toBe('every month on the last Tuesday');
});

test('nothing repeats until the rule is complete', () => {
  expect(ruleOf(NO_REPEAT, TUESDAY)).toBe('');
  expect(ruleOf({ ...NO_REPEAT, kind: 'week' }, '')).toBe('');
  expect(ruleOf({ ...NO_REPEAT, kind: 'week', ends: 'until' }, TUESDAY)).toBe('');
});

test('the dates are told in one sentence', () => {
  const at = (starts_at: string) => ({ starts_at, local: '', zone: 'UTC', is_shifted: false, is_taken: false });
  const dates = [at('2026-12-08T10:00:00Z'), at('2027-02-09T10:00:00Z')];
  expect(summaryOf(dates)).toBe('2 visits at 10:00 AM, until Feb 9, 2027');
});
