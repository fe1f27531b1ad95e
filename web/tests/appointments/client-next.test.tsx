import { cleanup, render, screen } from '@testing-library/preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, expect, test, vi } from 'vitest';
import { invalidate } from '../../src/api/resource';
import type { Client } from '../../src/api/types';
import { ClientNext } from '../../src/appointments/client-next';
import { setZoneOffsets } from '../../src/kernel/time-zones';

const NEXT = {
  id: 'a1',
  client: { id: 'c1', name: 'Dana Wells' },
  participants: [],
  starts_at: '2196-11-24T15:00:00Z',
  ends_at: '2196-11-24T15:50:00Z',
  opens_at: '2196-11-24T14:30:00Z',
  closes_at: '2196-11-24T17:50:00Z',
  local: '2196-11-24T15:00',
  zone: 'UTC',
  minutes: 50,
  location: 'video',
  actions: [],
};

afterEach(() => {
  cleanup();
  invalidate('');
  vi.unstubAllGlobals();
});

function show(status: string): void {
  setZoneOffsets('UTC', [{ since: 0, minutes: 0 }]);
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ items: [{ ...NEXT, status }], next: null })));
  render(
    <LocationProvider>
      <ClientNext client={{ id: `c-${status}` } as Client} />
    </LocationProvider>,
  );
}

test.each(['requested', 'booked', 'confirmed', 'arrived'])(
  'an appointment that is %s is the next one',
  async (status) => {
    show(status);
    expect(await screen.findByText(/2196/)).not.toBeNull();
  },
);

test.each(['cancelled', 'declined', 'no_show', 'completed'])('one that is %s is not', async (status) => {
  show(status);
  expect(await screen.findByText('No next appointment')).not.toBeNull();
});
