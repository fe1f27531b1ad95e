import { signal } from '@preact/signals';
import { CHIME, play, ring } from './sound';

const LATE_MS = 60_000;

/** At the start of the appointment, for who has the page open and has not joined (video.md V8). */
export class Ringer {
  readonly ringing = signal(false);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stop: () => void = () => undefined;

  constructor(private readonly isWanted: () => boolean) {}

  /** `inMs`: until the start; a start of long ago rings no more. */
  at(inMs: number): void {
    clearTimeout(this.timer);
    if (inMs > -LATE_MS && inMs < 2 ** 31) this.timer = setTimeout(() => this.ring(), Math.max(0, inMs));
  }

  hush(): void {
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

/** Somebody came to the door, or the door was opened. */
export function chime(): void {
  void play(CHIME, 0.25);
}
