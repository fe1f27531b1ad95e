import { cleanup, render, screen, waitFor } from '@testing-library/preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as appointmentsApi from '../../src/api/appointments';
import type { Appointment } from '../../src/api/appointments';
import { clearCache } from '../../src/api/resource';
import { Agenda } from '../../src/appointments/agenda';
import { me } from '../../src/session/session';

const MINUTE = 60_000;

function visit(id: string, minutes: number, more: Partial<Appointment> = {}): Appointment {
  const start = Date.now() + minutes * MINUTE;
  const iso = (at: number): string => new Date(at).toISOString();
  return {
    id,
    status: 'booked',
    client: { id: 'c', name: `Client ${id}` },
    participants: [{ seat: 's', role: 'provider', name: `Provider ${id}`, me: false }],
    starts_at: iso(start),
    ends_at: iso(start + 50 * MINUTE),
    opens_at: iso(start - 60 * MINUTE),
    closes_at: iso(start + 170 * MINUTE),
    zone: 'UTC',
    minutes: 50,
    location: 'video',
    actions: [],
    service: null,
    ...more,
  } as unknown as Appointment;
}

beforeEach(() => {
  me.value = { role: 'client', person: { id: 'c' }, practice: { name: 'Willow', zone: 'UTC' } } as never;
  vi.spyOn(appointmentsApi, 'appointments').mockResolvedValue({
    items: [visit('running', -20), visit('over', -600), visit('ended', -30, { status: 'completed' })],
    next: null,
  });
});

afterEach(() => {
  cleanup();
  clearCache();
  vi.restoreAllMocks();
  history.replaceState(null, '', '/');
  me.value = null;
});

const show = (): unknown =>
  render(
    <LocationProvider>
      <Agenda href="/a" base="/a" empty={{ ahead: <p>None ahead</p>, past: <p>None past</p> }} />
    </LocationProvider>,
  );

test('a visit that has begun is not past before its room closes', async () => {
  history.replaceState(null, '', '/a?view=past');
  show();
  await waitFor(() => expect(screen.getByText('Provider over')).toBeTruthy());
  expect(screen.getByText('Provider ended')).toBeTruthy();
  expect(screen.queryByText('Provider running')).toBeNull();
});

test('a visit that has begun is among those of today', async () => {
  history.replaceState(null, '', '/a');
  show();
  await waitFor(() => expect(screen.getByText('Provider running')).toBeTruthy());
});
