import { expect, test } from 'vitest';
import { apiErrorOf } from '../../src/api/api-error';

test('an error of `amount.minor` belongs to the input `amount`', () => {
  const refusal = apiErrorOf(422, { error: 'Invalid', message: 'No.', fields: { 'amount.minor': 'Too much.' } });
  expect(refusal.fieldError('amount')).toBe('Too much.');
  expect(refusal.fieldError('amo')).toBeUndefined();
});

test('an answer in another format still has a message', () => {
  expect(apiErrorOf(502, '<html>').message).toMatch(/try again/);
});

test('only temporary errors can be retried', () => {
  expect([0, 429, 503].every((status) => apiErrorOf(status, {}).isTemporary)).toBe(true);
  expect([403, 404, 409, 422].some((status) => apiErrorOf(status, {}).isTemporary)).toBe(false);
});

test('a conflict carries the state as it is now', () => {
  expect(apiErrorOf(409, { error: 'Conflict', message: 'Changed.', fresh: { version: 7 } }).fresh).toEqual({
    version: 7,
  });
});
