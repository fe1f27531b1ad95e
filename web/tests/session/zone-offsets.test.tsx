import { act, cleanup, render } from '@testing-library/preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Appointment } from '../../src/api/appointments';
import type { Me } from '../../src/api/types';
import { AppointmentTime } from '../../src/appointments/appointment-time';
import { readTime } from '../../src/appointments/read-time';
import { isZone } from '../../src/kernel/time-zones';
import { me } from '../../src/session/session';
import SignedIn from '../../src/signed-in';

// Each test has zones of its own: what was loaded stays in memory.
let asked: string[] = [];

beforeEach(() => {
  asked = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname, searchParams } = new URL(request.url);
    const zone = searchParams.get('zone') ?? '';
    if (pathname !== '/api/time-zone-offsets') return answer(404, {});
    asked.push(zone);
    if (zone.startsWith('Etc/')) return answer(422, { error: 'Invalid', fields: { zone: 'There is no such zone.' } });
    return answer(200, { zone, offsets: [{ since: '2025-01-01T00:00:00Z', minutes: -420 }] });
  });
});

afterEach(() => {
  cleanup();
  me.value = undefined;
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function answer(status: number, body: object): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
}

const TYPED = { date: '2196-11-24', time: '10:00', zone: 'America/Nowhere', minutes: '50', offset: '' };

test('after sign-in, the offsets of the device and of the practice come from the server', async () => {
  const device = { ...new Intl.DateTimeFormat().resolvedOptions(), timeZone: 'America/Halifax' };
  vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockReturnValue(device);
  const who = {
    role: 'provider',
    roles: ['provider'],
    person: { name: 'Sam' },
    practice: { zone: 'America/Edmonton' },
  } as unknown as Me;
  me.value = who;
  history.replaceState(null, '', '/no-such-page');
  render(
    <LocationProvider>
      <SignedIn who={who} />
    </LocationProvider>,
  );
  await vi.waitFor(() => expect([...asked].sort()).toEqual(['America/Edmonton', 'America/Halifax']));
});

test('a time that is shown already follows the server’s table, whatever the browser’s own says', async () => {
  const visit = {
    starts_at: '2027-01-12T20:00:00Z',
    ends_at: '2027-01-12T20:50:00Z',
    zone: 'America/Boise',
    minutes: 50,
  } as Appointment;
  const { container } = render(<AppointmentTime of={visit} own="America/Los_Angeles" />);
  expect(container.textContent).toContain('12:00');
  const { loadZone } = await import('../../src/api/time-zones');
  await act(async () => {
    await loadZone('America/Los_Angeles');
  });
  expect(container.textContent).toMatch(/1:00.*1:50/);
});

test('a zone that the browser does not know can be booked', async () => {
  expect(isZone(TYPED.zone)).toBe(false);
  const { start } = await readTime(TYPED);
  expect(start?.at).toBe(Date.parse('2196-11-24T17:00:00Z'));
});

test('what the server says about a zone is the error of the field', async () => {
  const refusal = readTime({ ...TYPED, zone: 'Etc/Nowhere' });
  await expect(refusal).rejects.toMatchObject({ status: 422, fields: { zone: 'There is no such zone.' } });
});

test('the errors of all fields are shown together', async () => {
  const refusal = readTime({ ...TYPED, zone: '', date: '' }, { client: 'Choose whom it is for.' });
  await expect(refusal).rejects.toMatchObject({
    fields: {
      client: 'Choose whom it is for.',
      date: 'Choose a date.',
      zone: 'Choose a time zone, such as America/Chicago.',
    },
  });
  expect(asked).toEqual([]);
});
