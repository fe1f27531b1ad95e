import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { clearCache } from '../../src/api/resource';
import type { Wait } from '../../src/api/waitlist';
import { Offers, Waits } from '../../src/appointments/waitlist-client';
import { wishWords } from '../../src/appointments/waitlist-words';
import { OFFERED, WAIT } from './waits';

function serve(items: () => Wait[], refusal?: string): string[] {
  const calls: string[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation((input) => {
    const { method, url } = input as Request;
    if (method !== 'GET') calls.push(`${method} ${new URL(url).pathname}`);
    const isRefused = method !== 'GET' && refusal;
    const body = isRefused ? { error: 'Conflict', message: refusal, fields: {} } : { items: items(), next: null };
    const headers = { 'Content-Type': 'application/json' };
    return Promise.resolve(new Response(JSON.stringify(body), { status: isRefused ? 409 : 200, headers }));
  });
  return calls;
}

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  clearCache();
});

test('a wait says on which days and until when it counts', () => {
  expect(wishWords({ ...WAIT, weekdays: [0, 4] })).toBe('Sam Rivera · Mon, Fri · Mornings · until Dec 31, 2026');
  expect(wishWords({ ...WAIT, any_provider: true, providers: [], weekdays: [], parts: [] })).toBe('until Dec 31, 2026');
});

test('an offer is accepted, and a refusal is shown beside it', async () => {
  const calls = serve(() => [OFFERED], 'This offer has ended. You stay on the waitlist.');
  render(<Offers />);
  fireEvent.click(await screen.findByText('Accept'));
  expect(await screen.findByText('This offer has ended. You stay on the waitlist.')).toBeTruthy();
  expect(calls).toEqual(['POST /api/waitlist/w-1/accept']);
});

test('without an offer nothing is shown above, and who waits can leave', async () => {
  const calls = serve(() => [WAIT]);
  render(
    <>
      <Offers />
      <Waits />
    </>,
  );
  fireEvent.click(await screen.findByText('Leave', { exact: false }));
  await vi.waitFor(() => expect(calls).toEqual(['DELETE /api/waitlist/w-1']));
  expect(screen.queryByText('A time has become free')).toBeNull();
});
