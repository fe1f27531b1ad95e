import { cleanup, render } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import type { Appointment } from '../../src/api/appointments';
import type { Me } from '../../src/api/types';
import { AppointmentTime, StartTime } from '../../src/appointments/appointment-time';
import { me } from '../../src/session/session';
import { InstantTime } from '../../src/session/instant-time';

const OWN = 'America/Chicago';

const VISIT = {
  starts_at: '2026-11-24T15:00:00Z',
  ends_at: '2026-11-24T15:50:00Z',
  zone: 'America/New_York',
  minutes: 50,
} as Appointment;

function signIn(role: Me['role'], zone = 'America/New_York'): void {
  me.value = { role, practice: { zone, name: 'Oak Street' } } as Me;
}

function partsOf(element: Element): { own: string; small: string } {
  const hints = [...element.querySelectorAll('.hint')];
  const small = hints.map((hint) => hint.textContent.replaceAll('\u202f', ' ')).join(' · ');
  hints.forEach((hint) => hint.remove());
  return { own: element.textContent.replaceAll(/[\u202f\u2009]/g, ' '), small };
}

afterEach(() => {
  cleanup();
  me.value = undefined;
});

test.each(['client', 'provider', 'admin'] as const)(
  'a %s reads their own time first, and the practice’s small',
  (role) => {
    signIn(role);
    expect(partsOf(render(<AppointmentTime of={VISIT} own={OWN} />).container)).toEqual({
      own: 'Tue, Nov 24, 2026, 9:00 – 9:50 AM CST',
      small: '10:00 AM EST at the practice',
    });
    expect(partsOf(render(<StartTime of={VISIT} own={OWN} />).container)).toEqual({
      own: '9:00 AM CST',
      small: '50 min · 10:00 AM EST at the practice',
    });
  },
);

test('a time that was booked in another zone than the practice’s is said to be booked so', () => {
  signIn('client', 'America/Chicago');
  const booked = { ...VISIT, starts_at: '2026-11-25T05:30:00Z', ends_at: '2026-11-25T06:00:00Z' };
  expect(partsOf(render(<AppointmentTime of={booked} own={OWN} />).container).small).toBe(
    'Nov 25, 12:30 AM EST, as booked',
  );
});

test('one clock is shown where both show the same', () => {
  signIn('client');
  expect(partsOf(render(<StartTime of={{ ...VISIT, zone: 'America/Chicago' }} own={OWN} />).container).small).toBe(
    '50 min',
  );
});

test('on invoices a client reads their own time first, and staff the practice’s', () => {
  signIn('client');
  expect(partsOf(render(<InstantTime at={VISIT.starts_at} zone={OWN} />).container)).toEqual({
    own: 'Nov 24, 2026, 9:00 AM CST',
    small: 'Nov 24, 2026, 10:00 AM EST at the practice',
  });
  signIn('admin');
  expect(partsOf(render(<InstantTime at={VISIT.starts_at} zone={OWN} />).container)).toEqual({
    own: 'Nov 24, 2026, 10:00 AM EST',
    small: '',
  });
});
