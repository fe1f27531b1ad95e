export const LIMIT_MS = 30 * 60_000;
export const WARNING_MS = 28 * 60_000;
const WRITE_EVERY_MS = 5_000;
const TOUCH_EVERY_MS = 60_000;

/** The last activity is shared by all tabs: one timestamp, nothing else, where each of them reads it. */
export interface IdleTimerPorts {
  now(): number;
  read(): number | null;
  write(at: number): void;
  touch(): void;
  ended(): void;
  /** Seconds left of the warning, or null while there is none. */
  warn(secondsLeft: number | null): void;
}

export interface IdleTimer {
  tick(): void;
  onActivity(): void;
  extend(): void;
}

/**
 * Wall clock, not timers: a laptop that slept through the limit is signed out by the first tick after it.
 *
 * From the warning on, mouse and keys no longer count: only `stay` does. The server hears of activity at most
 * once a minute, and always within a minute of it, so that this clock never runs longer than the server's.
 */
export function createIdleTimer(ports: IdleTimerPorts): IdleTimer {
  let touched = ports.now();
  let warning = false;

  const quiet = (): number | null => {
    const last = ports.read();
    return last === null ? null : ports.now() - last;
  };
  const extend = (): void => {
    ports.write(ports.now());
    warning = false;
    ports.warn(null);
  };
  return {
    tick() {
      const idle = quiet();
      // No timestamp: another tab was signed out and its storage cleared. That is an end, not a fresh start.
      if (idle === null || idle >= LIMIT_MS) {
        ports.ended();
        return;
      }
      if (idle < WARNING_MS && ports.now() - touched >= TOUCH_EVERY_MS && ports.now() - idle > touched) {
        touched = ports.now();
        ports.touch();
      }
      if (warning || idle >= WARNING_MS) ports.warn(idle >= WARNING_MS ? (LIMIT_MS - idle) / 1000 : null);
      warning = idle >= WARNING_MS;
    },
    onActivity() {
      const idle = quiet();
      if (idle !== null && idle >= WRITE_EVERY_MS && idle < WARNING_MS) ports.write(ports.now());
    },
    extend() {
      extend();
      touched = ports.now();
      ports.touch();
    },
  };
}
