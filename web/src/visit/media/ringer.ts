import { signal } from '@preact/signals';
import { CHIME, play, ring } from '../../ui/sound';

const LATE_MS = 60_000;

/** Rings at the start of the appointment while `isWanted`. */
export class Ringer {
  readonly ringing = signal(false);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stop: () => void = () => undefined;

  constructor(private readonly isWanted: () => boolean) {}

  /** Rings in `inMs`; not if the start is more than a minute ago. */
  at(inMs: number): void {
    clearTimeout(this.timer);
    if (inMs > -LATE_MS && inMs < 2 ** 31) this.timer = setTimeout(() => this.ring(), Math.max(0, inMs));
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.stop();
    this.ringing.value = false;
  }

  private ring(): void {
    if (!this.isWanted()) return;
    this.ringing.value = true;
    this.stop = ring();
  }
}

/** Plays a chime: somebody waits, or the user was admitted. */
export function chime(): void {
  void play(CHIME, 0.25);
}
