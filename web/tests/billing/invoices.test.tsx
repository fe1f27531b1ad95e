import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, expect, test, vi } from 'vitest';
import { clearCache } from '../../src/api/resource';
import type { Me } from '../../src/api/types';
import Invoices from '../../src/billing/invoices';
import { me } from '../../src/session/session';

const OWED = { amount: { minor: 12_500, currency: 'USD' }, n: 1, more: false };
const TOTALS = { counts: { all: 1, sent: 1 }, most: 500, outstanding: OWED, overdue: { ...OWED, n: 0 } };
const ORDER = 'The last day is before the first day.';

afterEach(() => {
  cleanup();
  clearCache();
  vi.unstubAllGlobals();
  history.replaceState(null, '', '/');
  me.value = undefined;
});

const answer = (status: number, body: object): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

/** Opens the list at an address; `parts` answer the export. Returns the addresses that were asked for. */
function open(query: string, parts: Response[] = []): URL[] {
  const asked: URL[] = [];
  vi.stubGlobal('fetch', (request: Request) => {
    const url = new URL(request.url);
    asked.push(url);
    if (url.pathname.endsWith('/receivables')) return Promise.resolve(answer(200, TOTALS));
    if (url.pathname.endsWith('/invoice-export')) return Promise.resolve(parts.shift() ?? answer(500, {}));
    return Promise.resolve(answer(200, { items: [], next: null, owed: null }));
  });
  history.replaceState(null, '', `/admin/billing${query}`);
  me.value = { role: 'admin', practice: { zone: 'UTC', currency: 'USD' } } as Me;
  render(
    <LocationProvider>
      <Invoices />
    </LocationProvider>,
  );
  return asked;
}

test('what is owed has the word of its filter', async () => {
  open('');
  expect((await screen.findByText('$125.00')).closest('.totals')?.textContent).toBe('Unpaid $125.00 (1)');
});

test('the counts are of the same client and days as the list', async () => {
  const asked = open('?status=sent&client=c1&from=2026-11-01');
  await screen.findByText('$125.00');
  const counted = asked.find((url) => url.pathname.endsWith('/receivables'));
  expect(Object.fromEntries(counted!.searchParams)).toEqual({ client: 'c1', from: '2026-11-01' });
});

test.each([
  ['a refused filter', [answer(422, { error: 'Invalid', message: 'Please check.', fields: { to: ORDER } })], ORDER],
  [
    'a part that did not come',
    [answer(200, { csv: 'a', next: 'more' }), answer(503, { error: 'Unavailable', message: 'Please try again.' })],
    'Please try again.',
  ],
])('an export says why it saved nothing: %s', async (_, parts, reason) => {
  open('', parts);
  fireEvent.click(await screen.findByText('Export CSV'));
  const alert = await screen.findByText(reason);
  expect(alert.closest('[role=alert]')).toBeTruthy();
});
