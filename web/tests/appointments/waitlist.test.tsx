import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { clearCache } from '../../src/api/resource';
import type { Wait } from '../../src/api/waitlist';
import { Offers, Waits } from '../../src/appointments/waitlist-client';
import { wishWords } from '../../src/appointments/waitlist-words';

const WAIT: Wait = {
  id: 'w-1',
  status: 'waiting',
  client: { id: 'c-1', name: 'Avery Stone' },
  service: { id: 's-1', name: 'First visit' },
  location: 'office',
  any_provider: false,
  providers: [{ id: 'p-1', name: 'Sam Rivera' }],
  can_be_offered: true,
  weekdays: [0, 4],
  parts: ['morning'],
  until: '2026-12-31',
  zone: 'America/New_York',
  created_at: '2026-11-24T12:00:00Z',
  replaces: null,
  replaced_starts_at: null,
  offer: null,
  ended_at: null,
  reason: null,
};
const OFFERED: Wait = {
  ...WAIT,
  status: 'offered',
  offer: {
    provider: { id: 'p-1', name: 'Sam Rivera' },
    starts_at: '2026-11-27T15:00:00Z',
    local: '2026-11-27T10:00',
    minutes: 50,
    ends_at: '2026-11-24T14:00:00Z',
  },
};

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
  expect(wishWords(WAIT)).toBe('Sam Rivera · Mon, Fri · Mornings · until Dec 31, 2026');
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
