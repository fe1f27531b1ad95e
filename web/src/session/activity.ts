import { signal } from '@preact/signals';
import * as auth from '../api/auth';
import type { Role } from '../api/types';
import { watchIdle, type Idle } from './idle-timer';

const KEY = 'last-active';
const ACTS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

export type Said = { kind: 'active' } | { kind: 'signed-out'; why: string } | { kind: 'role'; role: Role };

/** Seconds left before the sign-out, while the warning shows; the same in every tab. */
export const warning = signal<number | null>(null);

const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('session') : null;
let idle: Idle | null = null;
let timer: ReturnType<typeof setInterval> | undefined;

export function say(message: Said): void {
  channel?.postMessage(message);
}

export function hear(listen: (message: Said) => void): void {
  channel?.addEventListener('message', (event: MessageEvent<Said>) => listen(event.data));
}

/** Begins, or begins anew: an old timestamp of a browser closed yesterday must not sign anybody out. */
export function startClock(secondsLeft: number, ended: () => void): void {
  stopClock();
  write(Math.max(read() ?? 0, Date.now() - (1800 - secondsLeft) * 1000));
  idle = watchIdle({
    now: () => Date.now(),
    read,
    write,
    touch: () => void auth.touch().catch(() => undefined),
    ended,
    warn: (left) => (warning.value = left),
  });
  timer = setInterval(() => idle?.tick(), 1000);
  for (const act of ACTS) addEventListener(act, onAct, { passive: true, capture: true });
  document.addEventListener('visibilitychange', onReturn);
  addEventListener('pageshow', onReturn);
}

export function stopClock(): void {
  clearInterval(timer);
  idle = null;
  warning.value = null;
  for (const act of ACTS) removeEventListener(act, onAct, { capture: true });
  document.removeEventListener('visibilitychange', onReturn);
  removeEventListener('pageshow', onReturn);
}

/** Signing in is the freshest activity there is. */
export function freshStart(): void {
  write(Date.now());
}

/** Whether somebody has been signed in here since the last sign-out. */
export function wasActive(): boolean {
  return read() !== null;
}

export function forgetActivity(): void {
  localStorage.removeItem(KEY);
}

export function stay(): void {
  idle?.stay();
  say({ kind: 'active' });
}

export function recheck(): void {
  idle?.tick();
}

const onAct = (): void => idle?.active();
const onReturn = (): void => idle?.tick();

function read(): number | null {
  const text = localStorage.getItem(KEY);
  return text === null ? null : Number(text);
}

function write(at: number): void {
  localStorage.setItem(KEY, String(at));
}
