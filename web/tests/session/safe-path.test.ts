import { expect, test } from 'vitest';
import { safePath } from '../../src/session/safe-path';

test.each(['/admin/billing?status=sent', '/pay/stripe?invoice=abc', '/client/invoices/abc#history', '/client?a=%'])(
  'sign-in returns to %s',
  (place) => expect(safePath(place)).toBe(place),
);

test.each([
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '\t//evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  '/%2e//evil.example',
  'javascript:alert(1)',
  'evil',
  '/sign-in',
  '/a/../sign-in',
  '/signed-out?why=chosen',
  'http://[',
  '/room/%',
  '/provider/clients/%E0',
  '',
  undefined,
])('sign-in never leads to %j', (place) => expect(safePath(place)).toBeNull());

test('a path that the browser may open is returned as the browser reads it', () => {
  expect(safePath('/a/../client')).toBe('/client');
  expect(safePath('/%09/evil.example')).toBe('/%09/evil.example');
});
