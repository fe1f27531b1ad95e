import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Me } from '../../src/api/types';
import { WaitingCard } from '../../src/appointments/waiting-card';
import { pollWaiting, setSound, waiting } from '../../src/appointments/waiting-poll';
import { setTitle } from '../../src/ui/document-title';

const PROVIDER = { role: 'provider', roles: ['provider'] } as unknown as Me;
const AVERY = { appointment_id: 'a1', seat: 's2', since: '2026-11-24T20:00:00Z', name: null as string | null };

let items: (typeof AVERY)[];
let sent: string[];

beforeEach(() => {
  items = [AVERY];
  sent = [];
  setTitle('Calendar');
  vi.stubGlobal('fetch', (request: Request) => {
    const { pathname } = new URL(request.url);
    sent.push(pathname);
    const isShown = pathname.startsWith('/api/appointments/');
    return Promise.resolve(
      Response.json({ items: items.map((each) => (isShown ? { ...each, name: 'Avery' } : each)) }),
    );
  });
});

afterEach(() => {
  cleanup();
  setSound(true);
  vi.unstubAllGlobals();
});

const show = (who: Me) =>
  render(
    <LocationProvider>
      <WaitingCard who={who} />
    </LocationProvider>,
  );

test('a provider sees who waits, also in the title, until they are let in', async () => {
  show(PROVIDER);
  expect(await screen.findByText('Avery')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Open the room' }).getAttribute('href')).toBe('/room/a1');
  expect(document.title).toMatch(/^\(1\) Waiting – Calendar/);
  items = [];
  await pollWaiting();
  await waitFor(() => expect(screen.queryByText('Avery')).toBeNull());
  expect(document.title).toMatch(/^Calendar/);
});

test('the server is told once that the page shows the person', async () => {
  show(PROVIDER);
  await screen.findByText('Avery');
  await pollWaiting();
  await pollWaiting();
  expect(sent.filter((path) => path === '/api/appointments/a1/waiting')).toHaveLength(1);
});

test('a page that nobody sees counts who waits and tells the server nothing', async () => {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  show(PROVIDER);
  await waitFor(() => expect(waiting.value).toHaveLength(1));
  expect(document.title).toMatch(/^\(1\) Waiting/);
  expect(sent).toEqual(['/api/waiting']);
  vi.restoreAllMocks();
});

test('a provider in the Admin role is offered the switch of role with the room', async () => {
  show({ role: 'admin', roles: ['admin', 'provider'] } as unknown as Me);
  expect(await screen.findByText('Switch to Provider and open the room')).toBeTruthy();
});

test.each([
  ['client', ['client', 'provider']],
  ['admin', ['admin']],
])('nobody asks who waits for a person in the %s role with the roles %j', async (role, roles) => {
  show({ role, roles } as unknown as Me);
  await Promise.resolve();
  expect(sent).toEqual([]);
});

test('the sound can be switched off on this device', async () => {
  show(PROVIDER);
  const sound = await screen.findByRole('switch', { name: 'Sound when a client arrives' });
  expect((sound as HTMLInputElement).checked).toBe(true);
  fireEvent.click(sound);
  expect(localStorage.getItem('waiting-sound')).toBe('off');
});
