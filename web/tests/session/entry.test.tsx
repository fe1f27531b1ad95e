import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import type { VNode } from 'preact';
import { ErrorBoundary, LocationProvider } from 'preact-iso';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import Forgot from '../../src/session/forgot';
import SecondFactor from '../../src/session/second-factor';
import { SignIn } from '../../src/session/sign-in';
import SignedOut from '../../src/session/signed-out';

const show = (page: VNode) =>
  render(
    <LocationProvider>
      <ErrorBoundary>{page}</ErrorBoundary>
    </LocationProvider>,
  );
const none = (): Promise<void> => Promise.resolve();

beforeEach(() => {
  sessionStorage.clear();
  history.replaceState(null, '', '/sign-in');
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test.each([
  ['totp', 'Enter your code'],
  ['new_password', 'Choose your password'],
  ['enrol_totp', 'Add an authenticator app'],
])('after the password a reload or Back keeps the step %s, and the page to go to', async (step, title) => {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ next: step, qr_svg: '', uri: '', secret: '' })));
  history.replaceState(null, '', '/sign-in?next=%2Fclient');
  show(<SignIn />);
  fireEvent.input(screen.getByLabelText('E-mail'), { target: { value: 'avery@mail.example' } });
  fireEvent.input(screen.getByLabelText('Password'), { target: { value: 'seven small boats' } });
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  await screen.findByText(title, {}, { timeout: 5000 });
  expect(location.search).toBe(`?step=${step}&next=%2Fclient`);
  cleanup();
  show(<SignIn />);
  expect(await screen.findByText(title)).toBeTruthy();
});

test('a step that is over leads back to the password', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ message: 'Start again.' }, { status: 401 })));
  history.replaceState(null, '', '/sign-in?step=enrol_totp');
  show(<SignIn />);
  fireEvent.click(await screen.findByText('Back to sign-in', {}, { timeout: 5000 }));
  expect(await screen.findByLabelText('Password')).toBeTruthy();
});

test('the page after a sign-out reads its reason among our own words only', () => {
  history.replaceState(null, '', '/signed-out?why=toString');
  show(<SignedOut />);
  expect(screen.getByText(/^Your session has ended/)).toBeTruthy();
});

test('the page for the code promises no mail that may not be sent', async () => {
  await askForCode();
  expect(screen.getByText(/use the newest code in your mail/)).toBeTruthy();
});

test('the first input of sign-in and of the code has the focus', () => {
  show(<SignIn />);
  expect(document.activeElement).toBe(screen.getByLabelText('E-mail'));
  cleanup();
  show(<SecondFactor onNext={none} onAgain={() => undefined} />);
  expect(document.activeElement).toBe(screen.getByLabelText('6-digit code'));
});

async function askForCode(): Promise<void> {
  vi.stubGlobal(
    'fetch',
    vi.fn(() => Promise.resolve(Response.json({}))),
  );
  history.replaceState(null, '', '/sign-in/forgot');
  show(<Forgot />);
  fireEvent.input(screen.getByLabelText('E-mail'), { target: { value: 'avery@mail.example' } });
  fireEvent.click(screen.getByText('Send code'));
  await waitFor(() => expect(screen.getByLabelText('8-digit code')).toBeTruthy());
}

test('a reload after the code was sent keeps the step and the address', async () => {
  await askForCode();
  expect(location.href).not.toContain('avery');
  cleanup();
  show(<Forgot />);
  expect(screen.getByLabelText('8-digit code')).toBeTruthy();
  expect(screen.getByText(/avery@mail\.example/)).toBeTruthy();
  expect(screen.queryByLabelText('E-mail')).toBeNull();
});

test('in another tab the step asks for the address once more', async () => {
  await askForCode();
  cleanup();
  sessionStorage.clear();
  show(<Forgot />);
  expect(screen.getByLabelText('E-mail')).toBeTruthy();
});
