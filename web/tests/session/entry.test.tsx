import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import type { VNode } from 'preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import Forgot from '../../src/session/forgot';
import SecondFactor from '../../src/session/second-factor';
import { SignIn } from '../../src/session/sign-in';

const show = (page: VNode) => render(<LocationProvider>{page}</LocationProvider>);
const none = (): Promise<void> => Promise.resolve();

beforeEach(() => {
  sessionStorage.clear();
  history.replaceState(null, '', '/sign-in');
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
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
