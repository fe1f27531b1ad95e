import { signal } from '@preact/signals';
import * as auth from '../api/auth';
import { listeners } from '../api/client';
import type { Refusal } from '../api/api-error';
import type { Me, Role } from '../api/types';
import { forget } from '../api/resource';
import { siteName } from '../ui/document-title';
import { dropDrafts, draftsOf } from './drafts';
import { forgetActivity, freshStart, hear, recheck, say, startClock, stopClock, wasActive } from './activity';

export type Why = 'idle' | 'ended' | 'chosen';

/** Who is signed in: undefined while asking, null when nobody is. */
export const me = signal<Me | null | undefined>(undefined);
/** The role that this session wears now when another tab changed it under this one. */
export const roleElsewhere = signal<Role | null>(null);
/** Clocktree did not answer the first question, so that nothing can be shown yet. */
export const unreached = signal<Refusal | null>(null);

export const HOME: Record<Role, string> = { admin: '/admin/billing', provider: '/provider/clients', client: '/client' };

let leave: (url: string) => void = (url) => location.replace(url);

/** `go` moves to a page and leaves none behind to come back to. */
export function startSession(go: (url: string) => void): void {
  leave = go;
  listeners.signedOut = () => end('ended');
  listeners.otherRole = () => void noticeRole();
  hear((message) => {
    if (message.kind === 'signed-out' && me.value) drop(message.why as Why);
    if (message.kind === 'active') recheck();
    if (message.kind === 'role' && me.value && me.value.role !== message.role) roleElsewhere.value = message.role;
  });
  addEventListener('pageshow', (event) => {
    if (event.persisted) void askWho();
  });
  void askWho();
}

export async function askWho(): Promise<void> {
  unreached.value = null;
  // Nobody has signed in here, or the last one signed out: the answer is known, and a refusal would only be noise.
  if (!me.value && !wasActive()) return void (me.value = null);
  try {
    welcome(await auth.me());
  } catch (reason) {
    const refusal = reason as Refusal;
    if (refusal.status === 401) me.value = null;
    else unreached.value = refusal;
  }
}

/** After the last step of signing in. */
export async function enter(): Promise<Me> {
  freshStart();
  const known = await auth.me();
  welcome(known);
  return known;
}

export async function wear(role: Role): Promise<void> {
  const known = await auth.wear(role);
  forget();
  roleElsewhere.value = null;
  welcome(known);
  say({ kind: 'role', role });
}

export async function signOut(why: Why = 'chosen'): Promise<void> {
  // Out of this browser at once, whatever the server answers: the cookie dies with its row or by itself.
  await auth.signOut().catch(() => undefined);
  drop(why);
  say({ kind: 'signed-out', why });
}

export function signedOutPage(why: Why, place: string): string {
  const query = new URLSearchParams({ why });
  if (place !== '/' && why !== 'chosen') query.set('next', place);
  return `/signed-out?${query}`;
}

/** A place of this client, never another origin's. */
export function safePlace(next: string | undefined): string | null {
  return next && /^\/(?!\/|\\)/.test(next) && !next.startsWith('/sign') ? next : null;
}

/** To where the person was going, or to the first page of the role. */
export function arrive(known: Me, next: string | undefined): void {
  const place = safePlace(next) ?? HOME[known.role];
  // The pay page is a document of its own.
  if (place.startsWith('/pay/')) location.replace(place);
  else leave(place);
}

function welcome(known: Me): void {
  me.value = known;
  siteName.value = known.practice.name;
  draftsOf(known.person.id);
  startClock(known.idle_seconds_left, () => void signOut('idle'));
}

function end(why: Why): void {
  // While asking who it is, "nobody" is an answer, not an end.
  if (me.value) drop(why);
}

function drop(why: Why): void {
  // Every tab hears of the end from its own clock and from the others: only the first of these knows the place.
  if (!me.value) return;
  stopClock();
  forgetActivity();
  forget();
  if (why !== 'ended') dropDrafts();
  const place = location.pathname + location.search;
  // The page first: seen as "nobody, on a page of somebody's", this would be a request to sign in.
  leave(signedOutPage(why, place));
  me.value = null;
  siteName.value = 'Clocktree';
  roleElsewhere.value = null;
}

async function noticeRole(): Promise<void> {
  const known = await auth.me().catch(() => null);
  if (known && me.value && known.role !== me.value.role) roleElsewhere.value = known.role;
}
