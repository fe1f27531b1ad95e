import { cleanup, render, screen } from '@testing-library/preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, expect, test, vi } from 'vitest';
import type { Me, Role } from '../src/api/types';
import { PAGES, roleFor } from '../src/routes';
import { me } from '../src/session/session';
import SignedIn from '../src/signed-in';

vi.mock('../src/visit/room', () => ({
  default: () => {
    throw new Error('a fault in the room');
  },
}));

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  me.value = undefined;
  history.replaceState(null, '', '/');
});

function open(path: string, role: Role, roles: Role[] = [role]): void {
  const who = {
    role,
    roles,
    person: { id: 'p1', name: 'Jordan Ellis', email: '' },
    practice: { name: 'Willow Creek' },
  } as Me;
  me.value = who;
  history.replaceState(null, '', path);
  render(
    <LocationProvider>
      <SignedIn who={who} />
    </LocationProvider>,
  );
}

test('a page whose address begins with a role needs that role, and all others need none', () => {
  for (const path of Object.keys(PAGES)) {
    if (path === '/contact-us') continue;
    const first = path.split('/')[1] as Role;
    expect(roleFor(path, 'client')).toBe(['admin', 'provider', 'client'].includes(first) ? first : undefined);
  }
});

test('staff open the requests of newcomers in either role, and clients do not', () => {
  const roles = (['admin', 'provider', 'client'] as const).map((role) => roleFor('/contact-us', role));
  expect(roles).toEqual([undefined, undefined, 'provider']);
});

test('an Admin takes part in a visit as a provider; other roles do not change', () => {
  expect((['admin', 'provider', 'client'] as const).map((role) => roleFor('/room/1', role))).toEqual([
    'provider',
    undefined,
    undefined,
  ]);
});

test('a page of another role names the role and offers to switch to it', () => {
  open('/admin/team', 'provider', ['admin', 'provider']);
  expect(screen.getByRole('heading', { name: 'This page needs the Admin role' })).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Switch to Admin' })).toBeTruthy();
});

test("a page of one's role opens within the shell, and its tab is current", async () => {
  open('/client/appointments', 'client');
  expect(await screen.findByRole('heading', { name: 'Appointments' })).toBeTruthy();
  expect(screen.getAllByRole('link', { current: 'page', name: 'Appointments' }).length).toBeGreaterThan(0);
});

test('an unknown address says so', () => {
  open('/client/nothing', 'client');
  expect(screen.getByRole('heading', { name: 'Page not found' })).toBeTruthy();
});

test.each(['/room/%', '/provider/clients/%E0', '/billing/invoices/%/receipt', '/%'])(
  'an address that cannot be decoded says so: %s',
  (path) => {
    open(path, 'provider');
    expect(screen.getByRole('heading', { name: 'Page not found' })).toBeTruthy();
  },
);

test('a room that cannot be shown says so', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  open('/room/r1', 'provider');
  expect(await screen.findByText(/This page could not be shown/)).toBeTruthy();
});

test('an unknown address under a client says so and does not show Info', async () => {
  open('/provider/clients/c1/nonsense', 'provider');
  expect(await screen.findByRole('heading', { name: 'Page not found' }, { timeout: 5000 })).toBeTruthy();
});
