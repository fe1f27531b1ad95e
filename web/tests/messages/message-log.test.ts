import { expect, test } from 'vitest';
import type { ThreadDetail } from '../../src/api/messages';
import { lastShown, merged, waitingWords } from '../../src/messages/message-log';

const detail = (version: number, numbers: number[]): ThreadDetail =>
  ({ id: 't1', version, messages: { items: numbers.map((n) => ({ n, text: `${n}` })), next: null } }) as ThreadDetail;

const shown = (of: ThreadDetail) => of.messages.items.map((each) => each.n);

test('each message stands once and in its order, whatever order the answers come in', () => {
  const before = merged(null, detail(3, [3, 4]));
  const older = merged(before, detail(3, [1, 2]));
  const newer = merged(older, detail(5, [5]));
  const again = merged(newer, detail(5, [4, 5]));
  expect(shown(again)).toEqual([1, 2, 3, 4, 5]);
  expect(again.messages.next).toBeNull();
  expect(lastShown(again)).toBe(5);
});

test('an answer that was overtaken does not bring back an earlier state', () => {
  expect(merged(detail(5, [1, 2]), detail(4, [1])).version).toBe(5);
});

test('earlier messages can be read until the first one is shown', () => {
  expect(merged(null, detail(3, [3, 4])).messages.next).toBe(3);
});

test('what was not read leaves no silent gap: the older part is read again', () => {
  expect(shown(merged(detail(3, [1, 2]), detail(90, [60, 61])))).toEqual([60, 61]);
});

test('another thread is not joined', () => {
  const other = { ...detail(1, [1]), id: 't2' };
  expect(merged(detail(3, [1, 2]), other)).toEqual(other);
});

test.each([
  [null, ''],
  [0, 'Waiting since today'],
  [1, 'Waiting 1 day'],
  [6, 'Waiting 6 days'],
])('a client who has waited %s days is shown as "%s"', (days, words) => {
  expect(waitingWords(days)).toBe(words);
});
