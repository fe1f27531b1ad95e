import { signal } from '@preact/signals';
import * as auth from '../api/auth';
import { sessionCount, sessionListeners } from '../api/client';
import type { ApiError } from '../api/api-error';
import type { Me, Role } from '../api/types';
import { clearCache } from '../api/resource';
import { siteName } from '../ui/document-title';
import { clearDrafts, setDraftOwner } from './draft-store';
import type { IdleEnd } from './idle-timer';
import { isVisitHere } from './open-visit';
import { safePath } from './safe-path';
import { endPendingSignOut, isSignOutPending, noteSignOut, retrySignOut, sendSignOut } from './sign-out';
import {
  clearActivity,
  recordActivity,
  onBroadcast,
  checkIdle,
  broadcast,
  startIdleTimer,
  stopIdleTimer,
  hasActivity,
} from './activity';

/**
 * Why a session ended: here, or the name of the server's error.
 *
 * `unsent`: the person chose to sign out, and the server does not know yet. `elsewhere`: they did so in another tab.
 */
export type SignOutReason =
  | 'idle'
  | 'ended'
  | 'chosen'
  | 'unsent'
  | 'elsewhere'
  | 'SignedInElsewhere'
  | 'SessionExpired'
  | 'PasswordChanged'
  | 'AccessEnded'
  | 'RoleRemoved';

const BY_CHOICE: readonly SignOutReason[] = ['chosen', 'unsent', 'elsewhere'];
/** The reasons for the server's errors whose names are no reasons. */
const REASONS: Record<string, SignOutReason> = { SignedOut: 'ended', Unavailable: 'ended', SessionIdle: 'idle' };

/** The signed-in user: undefined while loading, null when there is none. */
export const me = signal<Me | null | undefined>(undefined);
/** The session's role, when another tab has switched it. */
export const roleElsewhere = signal<Role | null>(null);
/** Why the user could not be loaded at the start. */
export const startError = signal<ApiError | null>(null);

const sessionEnds = new Set<() => void>();

/** Calls a function whenever a session ends, so that nothing of one person stays for the next. */
export function onSessionEnd(forget: () => void): void {
  sessionEnds.add(forget);
}

export const HOME_PATHS: Record<Role, string> = {
  admin: '/admin/billing',
  provider: '/provider/clients',
  client: '/client',
};

/** Returns a user's first page: for an Admin whose practice cannot work yet, its first steps. */
export function homeOf(user: Me): string {
  const isSetUp = user.practice.baa_accepted && user.client_billing.enabled;
  return user.role === 'admin' && !isSetUp ? '/admin/start' : HOME_PATHS[user.role];
}

let navigate: (url: string) => void = (url) => location.replace(url);

/** Starts the session. `go` replaces the present page by another. */
export function startSession(go: (url: string) => void): void {
  navigate = go;
  sessionListeners.signedOut = (error) => onSessionEnded(REASONS[error] ?? (error as SignOutReason));
  sessionListeners.otherRole = () => void checkRole();
  onBroadcast((message) => {
    if (message.kind === 'signed-out' && me.value) clearSession(inAnotherTab(message.why as SignOutReason));
    if (message.kind === 'active') checkIdle();
    if (message.kind === 'role' && me.value && me.value.role !== message.role) roleElsewhere.value = message.role;
  });
  addEventListener('pageshow', (event) => {
    if (event.persisted) void loadMe();
  });
  void loadMe();
}

export async function loadMe(): Promise<void> {
  startError.value = null;
  // A sign-out that the server does not know of comes first: its session must not open these pages again.
  if (isSignOutPending()) {
    me.value = null;
    return retrySignOut();
  }
  // Nobody has signed in here since the last sign-out, so no request is needed.
  if (!me.value && !hasActivity()) return void (me.value = null);
  try {
    setSignedIn(await auth.me());
  } catch (reason) {
    const refusal = reason as ApiError;
    if (refusal.status === 401) me.value = null;
    else startError.value = refusal;
  }
}

/** Loads the user after the last step of signing in. */
export async function finishSignIn(): Promise<Me> {
  recordActivity();
  // The server ended the session that was to be signed out.
  endPendingSignOut();
  const user = await auth.me();
  setSignedIn(user);
  return user;
}

let lastSwitch: Promise<void> = Promise.resolve();

/** The role in which the switches under way will end; null when none is under way. */
export const requestedRole = signal<Role | null>(null);

/** Switches the role; a second switch waits for the first, which replaces the session it would be sent in. */
export async function switchRole(role: Role): Promise<void> {
  requestedRole.value = role;
  const answer = lastSwitch.then(() => replaceSession(role));
  const settled = answer.catch(() => undefined);
  lastSwitch = settled;
  try {
    await answer;
  } finally {
    if (lastSwitch === settled) requestedRole.value = null;
  }
}

async function replaceSession(role: Role): Promise<void> {
  await sessionListeners.ending();
  // From here on, requests of the old session may be refused, which signs nobody out.
  sessionCount.current += 1;
  const user = await auth.switchRole(role);
  sessionCount.current += 1;
  clearCache();
  roleElsewhere.value = null;
  setSignedIn(user);
  broadcast({ kind: 'role', role });
}

/** Signs out; the pages close even if the server does not answer, and then they say so. */
export async function signOut(why: 'chosen' | IdleEnd = 'chosen'): Promise<void> {
  noteSignOut();
  await sessionListeners.ending();
  const isSent = await sendSignOut();
  endInAllTabs(isSent || why !== 'chosen' ? why : 'unsent');
}

/** Returns the path of the page that says why a session ended, and whether that ended a visit in this tab. */
export function signedOutPath(why: SignOutReason, place: string, endsVisit = false): string {
  const query = new URLSearchParams({ why });
  if (endsVisit) query.set('visit', '1');
  if (place !== '/' && !BY_CHOICE.includes(why)) query.set('next', place);
  return `/signed-out?${query}`;
}

/** Opens the page the user was going to, or the home page of their role. */
export function openFirstPage(user: Me, next: string | undefined): void {
  const place = safePath(next) ?? homeOf(user);
  // The pay page is another document.
  if (place.startsWith('/pay/')) location.replace(place);
  else navigate(place);
}

function setSignedIn(user: Me): void {
  me.value = user;
  siteName.value = user.practice.name;
  setDraftOwner(user.person.id);
  startIdleTimer(user.idle_seconds_left, (why) => void signOut(why));
}

function onSessionEnded(why: SignOutReason): void {
  // A 401 while the user is loading means that there is no session yet.
  if (me.value) endInAllTabs(why);
}

// All tabs have the same session, and each of them says why it ended. They hear of it before the timestamp is gone.
function endInAllTabs(why: SignOutReason): void {
  broadcast({ kind: 'signed-out', why });
  clearSession(why);
}

function inAnotherTab(why: SignOutReason): SignOutReason {
  return why === 'chosen' ? 'elsewhere' : why;
}

function clearSession(why: SignOutReason): void {
  // A tab may be told twice, by its own timer and by another tab: only the first counts.
  if (!me.value) return;
  stopIdleTimer();
  clearActivity();
  clearCache();
  sessionEnds.forEach((forget) => forget());
  if (why === 'idle' || BY_CHOICE.includes(why)) clearDrafts();
  const place = location.pathname + location.search;
  // Leave the page first: without a user, Start would ask to sign in.
  navigate(signedOutPath(why, place, isVisitHere()));
  me.value = null;
  siteName.value = 'Clocktree';
  roleElsewhere.value = null;
}

/** Finds out whether the role was switched in another tab, which the next request would tell. */
export async function checkRole(): Promise<void> {
  const user = await auth.me().catch(() => null);
  if (user && me.value && user.role !== me.value.role) roleElsewhere.value = user.role;
}
