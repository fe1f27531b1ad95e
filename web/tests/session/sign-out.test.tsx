import { cleanup, render, screen } from '@testing-library/preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { saveOnLeave } from '../../src/api/save-on-leave';
import { sessionListeners } from '../../src/api/client';
import { loadMe, me, signOut, startSession } from '../../src/session/session';
import SignedOut from '../../src/session/signed-out';
import { endPendingSignOut, isSignOutPending } from '../../src/session/sign-out';

const user = {
  person: { id: 'per-1', name: 'Jordan', email: 'jordan@clocktree.test' },
  practice: { id: 'prc-1', name: 'A Practice' },
  role: 'admin',
  roles: ['admin'],
  idle_seconds_left: 1800,
};
const answer = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
const unreachable = () => Promise.reject(new TypeError('no network'));

let places: string[] = [];
let sent: string[] = [];

function serve(respond: () => Promise<Response>): void {
  vi.stubGlobal('fetch', (request: Request) => {
    sent.push(new URL(request.url).pathname);
    return request.url.endsWith('/me') ? Promise.resolve(answer(user)) : respond();
  });
}

beforeEach(async () => {
  places = [];
  sent = [];
  localStorage.setItem('last-active', String(Date.now()));
  serve(() => Promise.resolve(answer({})));
  startSession((url) => places.push(url));
  await vi.waitFor(() => expect(me.value).toBeTruthy());
  sent = [];
});

afterEach(() => {
  vi.useRealTimers();
  cleanup();
  endPendingSignOut();
  vi.unstubAllGlobals();
});

function page(): void {
  history.replaceState(null, '', places[0] ?? '/');
  render(
    <LocationProvider>
      <SignedOut />
    </LocationProvider>,
  );
}

test('a sign-out that the server confirms says so', async () => {
  await signOut();
  page();
  expect(places).toEqual(['/signed-out?why=chosen']);
  expect(screen.getByRole('heading').textContent).toBe('You’re signed out');
  expect(isSignOutPending()).toBe(false);
});

test('what was typed last is stored before the session ends', async () => {
  const close = saveOnLeave(() => fetch(new Request('http://localhost/api/draft')));
  await signOut();
  expect(sent).toEqual(['/api/draft', '/api/auth/sign-out']);
  close();
});

test('a draft that cannot be stored does not hold up a sign-out', async () => {
  vi.useFakeTimers();
  const close = saveOnLeave(() => new Promise(() => undefined));
  const ended = signOut();
  await vi.advanceTimersByTimeAsync(3000);
  await ended;
  close();
  expect(places).toEqual(['/signed-out?why=chosen']);
});

test.each([
  ['no connection', unreachable],
  ['a fault of the server', () => Promise.resolve(answer({ error: 'Unavailable' }, 503))],
])('a sign-out that fails because of %s says that the session is still open', async (_, respond) => {
  serve(respond);
  await signOut();
  page();
  expect(me.value).toBeNull();
  expect(screen.getByRole('heading').textContent).toBe('You’re not signed out yet');
});

test('a page that is closed while its drafts are stored leaves the sign-out to the next opening', async () => {
  sessionListeners.ending = () => new Promise(() => undefined);
  void signOut();
  expect(sent).toEqual([]);
  expect(isSignOutPending()).toBe(true);
  sessionListeners.ending = () => Promise.resolve();
});

test('a sign-out that failed is sent again when the browser is online', async () => {
  serve(unreachable);
  await signOut();
  page();
  serve(() => Promise.resolve(answer({})));
  dispatchEvent(new Event('online'));
  expect(await screen.findByText('You’re signed out')).toBeTruthy();
  expect(sent).toEqual(['/api/auth/sign-out', '/api/auth/sign-out']);
  expect(isSignOutPending()).toBe(false);
});

test('when Clocktree is opened again, a pending sign-out is sent before anything is read', async () => {
  serve(unreachable);
  await signOut();
  localStorage.setItem('last-active', String(Date.now()));
  serve(() => Promise.resolve(answer({})));
  sent = [];
  await loadMe();
  expect(sent).toEqual(['/api/auth/sign-out']);
  expect(me.value).toBeNull();
});
