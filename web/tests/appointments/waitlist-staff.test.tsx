import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clearCache } from '../../src/api/resource';
import { JoinDialog } from '../../src/appointments/waitlist-join';
import { StaffWaits } from '../../src/appointments/waitlist-rows';
import WaitlistPage from '../../src/appointments/waitlist-page';
import { SAM, WAIT } from './waits';

const KIM = { id: 'p-2', name: 'Kim Park' };
const TIMES = [
  { provider: SAM, starts_at: '2026-11-27T15:00:00Z', suits: true },
  { provider: KIM, starts_at: '2026-11-27T20:00:00Z', suits: false },
];
const SERVICE = { id: 's-1', name: 'First visit', minutes: 50, location: 'video', providers: [SAM, KIM] };

interface Call {
  method: string;
  path: string;
  search: string;
  body: unknown;
}

/** Answers each path with its body; returns the calls. */
function serve(bodies: Record<string, unknown>): Call[] {
  const calls: Call[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const request = input as Request;
    const { pathname, search } = new URL(request.url);
    const body: unknown = request.method === 'GET' ? undefined : await request.json();
    calls.push({ method: request.method, path: pathname, search, body });
    const answer = bodies[pathname] ?? { items: [], next: null };
    return new Response(JSON.stringify(answer), { headers: { 'Content-Type': 'application/json' } });
  });
  return calls;
}

beforeEach(() => {
  HTMLDialogElement.prototype.showModal = vi.fn();
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  clearCache();
});

const button = (name: string): HTMLElement => screen.getByRole('button', { name, hidden: true });
const options = (): string[] => screen.getAllByRole('option', { hidden: true }).map((each) => each.textContent);

test('staff see the times that suit, and others when they ask for them', async () => {
  const calls = serve({ '/api/waitlist/w-1/times': { times: TIMES }, '/api/waitlist/w-1/offer': WAIT });
  render(<StaffWaits of={[WAIT]} />);
  fireEvent.click(screen.getByText('Offer a time', { exact: false }));
  await screen.findByLabelText('Time');
  expect(options().map((each) => each.includes('Kim Park'))).toEqual([false, false]);
  fireEvent.click(screen.getByLabelText('Show other times', { exact: false }));
  expect(options().some((each) => each.includes('Kim Park'))).toBe(true);
  fireEvent.change(screen.getByLabelText('Time'), { target: { value: '2026-11-27T20:00:00Z p-2' } });
  fireEvent.click(button('Offer'));
  await vi.waitFor(() => expect(calls.some((each) => each.path.endsWith('/offer'))).toBe(true));
  const offer = calls.find((each) => each.path.endsWith('/offer'));
  expect(offer?.body).toEqual({ provider_id: 'p-2', starts_at: '2026-11-27T20:00:00Z' });
});

test('without a time that suits, the dialog says so', async () => {
  serve({ '/api/waitlist/w-1/times': { times: TIMES.slice(1) } });
  render(<StaffWaits of={[WAIT]} />);
  fireEvent.click(screen.getByText('Offer a time', { exact: false }));
  await screen.findByLabelText('Time');
  expect(options()).toEqual(['No free time suits in the next four weeks']);
});

test('staff give a reason for taking a client off the waitlist', async () => {
  const calls = serve({});
  render(<StaffWaits of={[WAIT]} />);
  fireEvent.click(screen.getByText('Remove', { exact: false }));
  fireEvent.click(button('Remove'));
  expect(await screen.findByText('Write a reason.')).toBeTruthy();
  expect(calls).toEqual([]);
  fireEvent.input(screen.getByLabelText('Reason', { exact: false }), { target: { value: ' Asked by phone. ' } });
  fireEvent.click(button('Remove'));
  await vi.waitFor(() =>
    expect(calls[0]).toMatchObject({ path: '/api/waitlist/w-1/withdraw', body: { reason: 'Asked by phone.' } }),
  );
});

test('a wait of providers who are gone is shown as such', () => {
  serve({});
  render(<StaffWaits of={[{ ...WAIT, providers: [], can_be_offered: false }]} />);
  expect(screen.getByText('This visit cannot be offered any more: no suitable provider is left.')).toBeTruthy();
});

test('an Admin filters the waitlist of the practice', async () => {
  const calls = serve({
    '/api/waitlist': { items: [WAIT], next: null },
    '/api/bookable-services': { items: [SERVICE], next: null },
  });
  render(
    <LocationProvider>
      <WaitlistPage />
    </LocationProvider>,
  );
  await screen.findByText('Avery Stone', { selector: 'strong' });
  await screen.findByText('Kim Park');
  fireEvent.change(screen.getByLabelText('Provider'), { target: { value: 'p-2' } });
  await vi.waitFor(() => expect(calls.at(-1)?.search).toBe('?provider=p-2'));
  history.replaceState(null, '', '/');
});

test('a client chooses among the providers of a visit, or takes anyone', async () => {
  const calls = serve({ '/api/bookable-services': { items: [SERVICE], next: null }, '/api/waitlist': WAIT });
  render(<JoinDialog onClose={() => undefined} />);
  fireEvent.click(await screen.findByLabelText('Kim Park'));
  fireEvent.click(button('Join waitlist'));
  await vi.waitFor(() => expect(calls.some((each) => each.method === 'POST')).toBe(true));
  expect(calls.find((each) => each.method === 'POST')?.body).toMatchObject({ provider_ids: ['p-2'] });
});
