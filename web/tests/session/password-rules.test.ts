import { expect, test } from 'vitest';
import { brokenRule } from '../../src/session/password-rules';

test.each(['seven small boats went home', '紫の雲が山の上を静かに', 'lower case only'])('%s may be sent', (password) =>
  expect(brokenRule(`${password}x`)).toBeUndefined(),
);

test.each(['', 'Short-7', '👩‍👩‍👧‍👦'])('%j is too short', (password) => {
  expect(brokenRule(password)).toMatch(/at least 12 characters/);
});
