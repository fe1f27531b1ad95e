// The server's clock, which decides when rooms open and what day it is; a device's clock may be wrong by hours.
import { signal } from '@preact/signals';

/** How far the server's clock is ahead of the device's, in milliseconds. */
export const ahead = signal(0);

const SECOND_MS = 1000;

/** Returns the present time by the server's clock. A component that calls this follows corrections. */
export function serverNow(): number {
  return Date.now() + ahead.value;
}

/**
 * Corrects the clock by the header `Date` of a response.
 *
 * The header has whole seconds, and the response took some time: only a clock that cannot be right is corrected.
 */
export function correctClock(date: string | null, sentAt: number, receivedAt: number): void {
  const server = Date.parse(date ?? '');
  if (!Number.isFinite(server)) return;
  const least = server - receivedAt;
  const most = server + SECOND_MS - sentAt;
  // The device's clock was set while the response was under way.
  if (least > most) return;
  if (ahead.peek() < least || ahead.peek() > most) ahead.value = Math.round((least + most) / 2);
}
