import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { ErrorBoundary, LocationProvider } from 'preact-iso';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Me } from '../../src/api/types';
import { isVisitOpen, markVisit } from '../../src/session/open-visit';
import { RoleSwitch } from '../../src/session/role';
import { loadMe, me, startSession } from '../../src/session/session';
import SignedOut from '../../src/session/signed-out';
import { SignIn } from '../../src/session/sign-in';
import { askAndSignOut, VisitWarning } from '../../src/session/visit-warning';

const user = {
  person: { id: 'per-1', name: 'Jordan', email: 'jordan@clocktree.test' },
  practice: { id: 'prc-1', name: 'A Practice', baa_accepted: true },
  client_billing: { enabled: true },
  role: 'provider',
  roles: ['admin', 'provider'],
  idle_seconds_left: 1800,
} as unknown as Me;

let places: string[] = [];
let sent: string[] = [];
let held: { name: string }[] = [];
let answers: Record<string, () => Response>;

beforeAll(() => startSession((url) => places.push(url)));
beforeEach(() => {
  HTMLDialogElement.prototype.showModal = vi.fn();
  sent = [];
  held = [];
  answers = { '/api/me': () => Response.json(user), '/api/auth/role': () => Response.json({ ...user, role: 'admin' }) };
  vi.stubGlobal('fetch', (request: Request) => {
    const { pathname } = new URL(request.url);
    sent.push(pathname);
    return Promise.resolve(answers[pathname]?.() ?? Response.json({}));
  });
  // The locks of another tab.
  const locks = { query: () => Promise.resolve({ held }), request: () => Promise.resolve() };
  Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });
});

afterEach(() => {
  cleanup();
  Reflect.deleteProperty(navigator, 'locks');
  vi.unstubAllGlobals();
});

function show(): void {
  render(
    <LocationProvider>
      <RoleSwitch who={user} />
      <button type="button" onClick={askAndSignOut}>
        Leave
      </button>
      <VisitWarning />
    </LocationProvider>,
  );
}

test('without a visit a role switch asks nothing', async () => {
  show();
  fireEvent.click(screen.getByText('Admin'));
  await waitFor(() => expect(sent).toContain('/api/auth/role'));
  expect(screen.queryByText('You are in a visit')).toBeNull();
});

test('during a visit in another tab a role switch asks first, and Cancel changes nothing', async () => {
  held = [{ name: 'visit' }];
  show();
  fireEvent.click(screen.getByText('Admin'));
  expect(await screen.findByText('You are in a visit')).toBeTruthy();
  fireEvent.click(screen.getByText('Cancel'));
  expect([screen.queryByText('You are in a visit'), sent]).toEqual([null, []]);
  fireEvent.click(screen.getByText('Admin'));
  fireEvent.click(await screen.findByText('Switch to Admin'));
  await waitFor(() => expect(sent).toContain('/api/auth/role'));
});

test('during a visit in another tab signing out asks first', async () => {
  held = [{ name: 'visit' }];
  show();
  fireEvent.click(screen.getByText('Leave'));
  expect(await screen.findByText(/it ends for you there/)).toBeTruthy();
  fireEvent.click(screen.getByText('Stay signed in'));
  expect(sent).toEqual([]);
  fireEvent.click(screen.getByText('Leave'));
  fireEvent.click(await screen.findByText('Sign out'));
  await waitFor(() => expect(sent).toEqual(['/api/auth/sign-out']));
});

test('a visit counts as open from its beginning to its end', async () => {
  const end = markVisit();
  expect(await isVisitOpen()).toBe(true);
  end();
  expect(await isVisitOpen()).toBe(false);
});

test.each([
  ['SignedInElsewhere', 'You signed in in another browser'],
  ['SessionIdle', 'You were away for 30 minutes'],
  ['PasswordChanged', 'Your password was changed'],
  ['AccessEnded', 'Your access to this practice has ended'],
  ['RoleRemoved', 'The role in which you were signed in was taken'],
  ['SessionExpired', 'as long as a session may last'],
])('a session that the server ended says why: %s', async (error, words) => {
  places = [];
  localStorage.setItem('last-active', String(Date.now()));
  await loadMe();
  await waitFor(() => expect(me.value).toBeTruthy());
  answers['/api/auth/touch'] = () => Response.json({ error, message: 'x', fields: {} }, { status: 401 });
  const end = markVisit();
  const { touch } = await import('../../src/api/auth');
  await touch().catch(() => undefined);
  end();
  history.replaceState(null, '', places[0] ?? '/');
  render(
    <LocationProvider>
      <SignedOut />
    </LocationProvider>,
  );
  expect(screen.getByText(words, { exact: false })).toBeTruthy();
  expect(screen.getByText('That ended your visit in this tab.', { exact: false })).toBeTruthy();
});

test('a sign-in that would end a visit in another browser asks first', async () => {
  history.replaceState(null, '', '/sign-in');
  answers['/api/auth/sign-in'] = () => Response.json({ next: 'in_visit' });
  answers['/api/auth/confirm'] = () => Response.json({ next: 'done' });
  render(
    <LocationProvider>
      <ErrorBoundary>
        <SignIn />
      </ErrorBoundary>
    </LocationProvider>,
  );
  const signIn = (): void => {
    fireEvent.input(screen.getByLabelText('E-mail'), { target: { value: 'jordan@clocktree.test' } });
    fireEvent.input(screen.getByLabelText('Password'), { target: { value: 'correct horse battery' } });
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  };
  signIn();
  expect(await screen.findByText(/Signing in here ends it there/)).toBeTruthy();
  fireEvent.click(screen.getByText('Cancel'));
  expect(sent).not.toContain('/api/auth/confirm');
  signIn();
  fireEvent.click(await screen.findByText('Continue'));
  await waitFor(() => expect(sent.slice(-2)).toEqual(['/api/auth/confirm', '/api/me']));
});
