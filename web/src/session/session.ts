import { signal } from '@preact/signals';
import * as auth from '../api/auth';
import { sessionListeners } from '../api/client';
import type { ApiError } from '../api/api-error';
import type { Me, Role } from '../api/types';
import { clearCache } from '../api/resource';
import { siteName } from '../ui/document-title';
import { clearDrafts, setDraftOwner } from './drafts';
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

export type SignOutReason = 'idle' | 'ended' | 'chosen';

/** Who is signed in: undefined while asking, null when nobody is. */
export const me = signal<Me | null | undefined>(undefined);
/** The role that this session wears now when another tab changed it under this one. */
export const roleElsewhere = signal<Role | null>(null);
/** Clocktree did not answer the first question, so that nothing can be shown yet. */
export const startError = signal<ApiError | null>(null);

export const HOME_PATHS: Record<Role, string> = {
  admin: '/admin/billing',
  provider: '/provider/clients',
  client: '/client',
};

let navigate: (url: string) => void = (url) => location.replace(url);

/** `go` moves to a page and leaves none behind to come back to. */
export function startSession(go: (url: string) => void): void {
  navigate = go;
  sessionListeners.signedOut = () => onSessionEnded('ended');
  sessionListeners.otherRole = () => void checkRole();
  onBroadcast((message) => {
    if (message.kind === 'signed-out' && me.value) clearSession(message.why as SignOutReason);
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
  // Nobody has signed in here, or the last one signed out: the answer is known, and a refusal would only be noise.
  if (!me.value && !hasActivity()) return void (me.value = null);
  try {
    setSignedIn(await auth.me());
  } catch (reason) {
    const refusal = reason as ApiError;
    if (refusal.status === 401) me.value = null;
    else startError.value = refusal;
  }
}

/** After the last step of signing in. */
export async function finishSignIn(): Promise<Me> {
  recordActivity();
  const user = await auth.me();
  setSignedIn(user);
  return user;
}

export async function switchRole(role: Role): Promise<void> {
  const user = await auth.switchRole(role);
  clearCache();
  roleElsewhere.value = null;
  setSignedIn(user);
  broadcast({ kind: 'role', role });
}

export async function signOut(why: SignOutReason = 'chosen'): Promise<void> {
  // Out of this browser at once, whatever the server answers: the cookie dies with its row or by itself.
  await auth.signOut().catch(() => undefined);
  clearSession(why);
  broadcast({ kind: 'signed-out', why });
}

export function signedOutPath(why: SignOutReason, place: string): string {
  const query = new URLSearchParams({ why });
  if (place !== '/' && why !== 'chosen') query.set('next', place);
  return `/signed-out?${query}`;
}

/** A place of this client, never another origin's. */
export function safePath(next: string | undefined): string | null {
  return next && /^\/(?!\/|\\)/.test(next) && !next.startsWith('/sign') ? next : null;
}

/** To where the person was going, or to the first page of the role. */
export function openFirstPage(user: Me, next: string | undefined): void {
  const place = safePath(next) ?? HOME_PATHS[user.role];
  // The pay page is a document of its own.
  if (place.startsWith('/pay/')) location.replace(place);
  else navigate(place);
}

function setSignedIn(user: Me): void {
  me.value = user;
  siteName.value = user.practice.name;
  setDraftOwner(user.person.id);
  startIdleTimer(user.idle_seconds_left, () => void signOut('idle'));
}

function onSessionEnded(why: SignOutReason): void {
  // While asking who it is, "nobody" is an answer, not an end.
  if (me.value) clearSession(why);
}

function clearSession(why: SignOutReason): void {
  // Every tab hears of the end from its own clock and from the others: only the first of these knows the place.
  if (!me.value) return;
  stopIdleTimer();
  clearActivity();
  clearCache();
  if (why !== 'ended') clearDrafts();
  const place = location.pathname + location.search;
  // The page first: seen as "nobody, on a page of somebody's", this would be a request to sign in.
  navigate(signedOutPath(why, place));
  me.value = null;
  siteName.value = 'Clocktree';
  roleElsewhere.value = null;
}

async function checkRole(): Promise<void> {
  const user = await auth.me().catch(() => null);
  if (user && me.value && user.role !== me.value.role) roleElsewhere.value = user.role;
}
