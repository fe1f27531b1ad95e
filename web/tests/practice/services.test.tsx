import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { clearCache } from '../../src/api/resource';
import { Services } from '../../src/practice/services';

afterEach(() => {
  cleanup();
  clearCache();
  vi.unstubAllGlobals();
});

test.each([
  [0, 'No providers yet'],
  [1, '1 of 1 provider assigned'],
  [2, '2 of 2 providers assigned'],
])('the list of services counts %i providers in words', async (n, words) => {
  const providers = Array.from({ length: n }, (_, id) => ({ id: `p${id}`, name: 'Pat', assigned: true }));
  const items = [{ id: 's1', name: 'Client Billing', description: '', enabled: true, providers }];
  const json = { headers: { 'Content-Type': 'application/json' } };
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ items }), json)));
  render(<Services />);
  expect(await screen.findByText(words)).toBeTruthy();
});
