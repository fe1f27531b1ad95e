import { expect, test } from 'vitest';
import { safePlace, signedOutPage } from '../../src/session/session';

test.each(['/admin/billing?status=sent', '/pay/stripe?invoice=abc'])('sign-in returns to %s', (place) => {
  expect(safePlace(place)).toBe(place);
});

test.each(['https://evil.example', '//evil.example', '/\\evil.example', '/sign-in', '', undefined])(
  'sign-in never leads to %s',
  (place) => expect(safePlace(place)).toBeNull(),
);

test('who chose to sign out is not led back to where he was', () => {
  expect(signedOutPage('chosen', '/client/invoices/abc')).toBe('/signed-out?why=chosen');
  expect(signedOutPage('idle', '/client')).toBe('/signed-out?why=idle&next=%2Fclient');
});
