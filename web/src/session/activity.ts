import { signal } from '@preact/signals';
import * as auth from '../api/auth';
import type { Role } from '../api/types';
import { createIdleTimer, type IdleEnd, type IdleTimer } from './idle-timer';

const KEY = 'last-active';
const ACTIVITY_EVENTS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

export type TabMessage = { kind: 'active' } | { kind: 'signed-out'; why: string } | { kind: 'role'; role: Role };

/** Seconds until the sign-out while the warning shows, else null. */
export const warningSeconds = signal<number | null>(null);

const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('session') : null;
let idle: IdleTimer | null = null;
let timer: ReturnType<typeof setInterval> | undefined;

export function broadcast(message: TabMessage): void {
  channel?.postMessage(message);
}

export function onBroadcast(listen: (message: TabMessage) => void): void {
  channel?.addEventListener('message', (event: MessageEvent<TabMessage>) => listen(event.data));
}

/**
 * Starts the timer, or restarts it.
 *
 * A timestamp left by a browser closed yesterday must not sign anybody out.
 */
export function startIdleTimer(secondsLeft: number, ended: (why: IdleEnd) => void): void {
  stopIdleTimer();
  write(Math.max(read() ?? 0, Date.now() - (1800 - secondsLeft) * 1000));
  idle = createIdleTimer({
    now: () => Date.now(),
    read,
    write,
    touch: () => void auth.touch().catch(() => undefined),
    ended,
    warn: (left) => (warningSeconds.value = left),
  });
  timer = setInterval(() => idle?.tick(), 1000);
  for (const act of ACTIVITY_EVENTS) addEventListener(act, onAct, { passive: true, capture: true });
  document.addEventListener('visibilitychange', onReturn);
  addEventListener('pageshow', onReturn);
}

export function stopIdleTimer(): void {
  clearInterval(timer);
  idle = null;
  warningSeconds.value = null;
  for (const act of ACTIVITY_EVENTS) removeEventListener(act, onAct, { capture: true });
  document.removeEventListener('visibilitychange', onReturn);
  removeEventListener('pageshow', onReturn);
}

/** Counts signing in as activity. */
export function recordActivity(): void {
  write(Date.now());
}

/** Whether somebody signed in here since the last sign-out. */
export function hasActivity(): boolean {
  return read() !== null;
}

export function clearActivity(): void {
  localStorage.removeItem(KEY);
}

export function staySignedIn(): void {
  idle?.extend();
  broadcast({ kind: 'active' });
}

export function checkIdle(): void {
  idle?.tick();
}

const onAct = (): void => idle?.onActivity();
const onReturn = (): void => idle?.tick();

function read(): number | null {
  const text = localStorage.getItem(KEY);
  return text === null ? null : Number(text);
}

function write(at: number): void {
  localStorage.setItem(KEY, String(at));
}
