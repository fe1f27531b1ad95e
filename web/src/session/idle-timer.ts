const LIMIT_MS = 30 * 60_000;
const WARNING_MS = 28 * 60_000;
const WRITE_EVERY_MS = 5_000;
const TOUCH_EVERY_MS = 60_000;

/** `ended`: another tab ended the session, for whatever reason. */
export type IdleEnd = 'idle' | 'ended';

/** `read` and `write`: the last activity, one timestamp that all tabs share. */
export interface IdleTimerPorts {
  now(): number;
  read(): number | null;
  write(at: number): void;
  touch(): void;
  ended(why: IdleEnd): void;
  /** Seconds until the sign-out, or null while no warning shows. */
  warn(secondsLeft: number | null): void;
}

export interface IdleTimer {
  tick(): void;
  onActivity(): void;
  extend(): void;
}

/**
 * Warns after 28 minutes without activity, and ends the session at 30.
 *
 * It reads the clock at each tick, so that a laptop that slept is signed out at once. While the warning shows, only
 * `extend` counts. The server is told of activity within a minute, so that both count the same.
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
      // No timestamp: another tab signed out and cleared it, so this one ends too.
      if (idle === null || idle >= LIMIT_MS) {
        ports.ended(idle === null ? 'ended' : 'idle');
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
