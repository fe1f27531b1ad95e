import { signal } from '@preact/signals';
import * as auth from '../api/auth';

const KEY = 'sign-out-pending';
const RETRY_MS = 20_000;

/** Whether the server still has to be told that the person signed out. */
export const signOutPending = signal(isSignOutPending());

let timer: ReturnType<typeof setInterval> | undefined;

/** Returns whether a sign-out of this browser has not reached the server yet. */
export function isSignOutPending(): boolean {
  return localStorage.getItem(KEY) !== null;
}

/** Notes that the person signs out, so that it is done at the next opening if this page is closed first. */
export function noteSignOut(): void {
  localStorage.setItem(KEY, '1');
}

/**
 * Ends the session at the server, which also deletes the cookie.
 *
 * Returns false if the server did not do it. Then it is tried again until it succeeds: when the browser is online
 * again, every 20 seconds, and when Clocktree is next opened.
 */
export async function sendSignOut(): Promise<boolean> {
  try {
    await auth.signOut();
  } catch {
    noteSignOut();
    followPending();
    return false;
  }
  endPendingSignOut();
  return true;
}

/** Tries a pending sign-out again; does nothing if there is none. */
export async function retrySignOut(): Promise<void> {
  // Another tab may have done it, or somebody signed in since.
  if (isSignOutPending()) await sendSignOut();
  else endPendingSignOut();
}

/** Forgets a pending sign-out, because its session has ended. */
export function endPendingSignOut(): void {
  localStorage.removeItem(KEY);
  followPending();
}

const retry = (): void => void retrySignOut();

// Each tab tries again, because the one in which the person signed out may be closed.
function followPending(): void {
  signOutPending.value = isSignOutPending();
  clearInterval(timer);
  removeEventListener('online', retry);
  if (!signOutPending.value) return;
  timer = setInterval(retry, RETRY_MS);
  addEventListener('online', retry);
}

addEventListener('storage', (event) => {
  if (event.key === KEY || event.key === null) followPending();
});
