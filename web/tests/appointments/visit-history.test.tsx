import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../src/api/api-error';
import * as appointmentsApi from '../../src/api/appointments';
import type { Appointment, Fee } from '../../src/api/appointments';
import * as clients from '../../src/api/clients';
import { clearCache } from '../../src/api/resource';
import type { Client } from '../../src/api/types';
import { FeeProposal } from '../../src/appointments/fee-proposal';
import { LateFee, Notes } from '../../src/appointments/visit-history';
import { me } from '../../src/session/session';
import { note } from '../visit/fake-call';

const OF = { id: 'a1', client: { id: 'c1', name: 'Dana Wells' }, location: 'video', late: false } as Appointment;
const FEE: Fee = { proposal: 'waived', minutes: 0, booked_minutes: 50, share: 0, why: 'Your practice decides.' };

afterEach(() => {
  cleanup();
  clearCache();
  vi.restoreAllMocks();
  me.value = null;
});

function asProvider(): void {
  me.value = { role: 'provider', practice: { zone: 'UTC' } } as never;
  const allowed = { invoices_allowed: { may: true, reason: '' } } as unknown as Client;
  vi.spyOn(clients, 'client').mockResolvedValue(allowed);
}

test('a web address in a chat note of the history is a link that opens in a new tab', () => {
  const { n, id, seat, name, at } = note();
  render(<Notes of={[{ n: n ?? 1, id, seat, name, at, text: 'See https://forms.example/intake.', file: null }]} />);
  const link = screen.getByRole<HTMLAnchorElement>('link', { name: 'https://forms.example/intake' });
  expect([link.target, link.rel]).toEqual(['_blank', 'noopener noreferrer']);
});

test.each([
  [{ late: false }, 'Proposed by your practice’s rule: waived', 'Create invoice from this visit'],
  [{ late: false, location: 'office' }, 'Proposed: waived', 'Create invoice from this visit'],
  [{ late: true }, 'Late cancellation', 'Charge for the late cancellation'],
] as const)(
  'a fee says what proposes it, and nothing is proposed for a late cancellation: %j',
  async (change, words, press) => {
    asProvider();
    render(
      <LocationProvider>
        <FeeProposal appointment={{ ...OF, ...change }} fee={FEE} />
      </LocationProvider>,
    );
    expect(screen.getByRole('heading').textContent).toBe(words);
    expect((await screen.findByRole('button')).textContent).toBe(press);
  },
);

test('what a late cancellation costs says that it did not load, and loads by “Try again”', async () => {
  asProvider();
  const history = vi
    .spyOn(appointmentsApi, 'history')
    .mockRejectedValueOnce(new ApiError(503, 'Unavailable', 'Not now.'));
  history.mockResolvedValue({ fee: FEE } as never);
  render(
    <LocationProvider>
      <LateFee of={{ ...OF, late: true }} />
    </LocationProvider>,
  );
  expect(screen.getByText('Loading')).toBeTruthy();
  expect((await screen.findByRole('alert')).textContent).toContain('Not now.');
  fireEvent.click(screen.getByText('Try again'));
  expect(await screen.findByText('Your practice decides.')).toBeTruthy();
});
