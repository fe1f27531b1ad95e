import { expect, test } from 'vitest';
import { signedOutPath } from '../../src/session/session';

test('after a chosen sign-out, the next sign-in does not return to the former page', () => {
  expect(signedOutPath('chosen', '/client/invoices/abc')).toBe('/signed-out?why=chosen');
  expect(signedOutPath('unsent', '/client/invoices/abc')).toBe('/signed-out?why=unsent');
  expect(signedOutPath('elsewhere', '/client/invoices/abc')).toBe('/signed-out?why=elsewhere');
  expect(signedOutPath('idle', '/client')).toBe('/signed-out?why=idle&next=%2Fclient');
});

test('a sign-out that ended a visit in this tab says so', () => {
  expect(signedOutPath('SignedInElsewhere', '/room/a', true)).toBe(
    '/signed-out?why=SignedInElsewhere&visit=1&next=%2Froom%2Fa',
  );
});
