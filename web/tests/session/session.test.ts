import { expect, test } from 'vitest';
import { safePath, signedOutPath } from '../../src/session/session';

test.each(['/admin/billing?status=sent', '/pay/stripe?invoice=abc'])('sign-in returns to %s', (place) => {
  expect(safePath(place)).toBe(place);
});

test.each(['https://evil.example', '//evil.example', '/\\evil.example', '/sign-in', '', undefined])(
  'sign-in never leads to %s',
  (place) => expect(safePath(place)).toBeNull(),
);

test('after a chosen sign-out, the next sign-in does not return to the former page', () => {
  expect(signedOutPath('chosen', '/client/invoices/abc')).toBe('/signed-out?why=chosen');
  expect(signedOutPath('idle', '/client')).toBe('/signed-out?why=idle&next=%2Fclient');
});
