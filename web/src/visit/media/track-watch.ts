// Notices tracks that stop by themselves, for a phone call, a hidden page, earphones or an unplugged device.

const MUTED_MS = 3_000;
/** How long a page that is shown again waits for the system to give the device back. */
const RETURN_MS = 1_000;
const BETWEEN_MS = 10_000;

export interface TrackEvents {
  /** The device is gone. */
  onEnded: () => void;
  /** The system holds the device, or has held it: capture again. */
  onTaken: () => void;
  /** The system muted or unmuted it. */
  onPaused: (isPaused: boolean) => void;
  /** Whether a track may stay silent after the system has unmuted it. */
  mayStaySilent: () => boolean;
}

/** Watches one track at a time. */
export class TrackWatch {
  private track: MediaStreamTrack | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private hasEnded = false;
  private isSuspect = false;
  private takenAt = -Infinity;

  constructor(private readonly events: TrackEvents) {}

  /** Watches this track in place of the one before; null watches none. */
  watch(track: MediaStreamTrack | null): void {
    clearTimeout(this.timer);
    this.listen('removeEventListener');
    this.track = track;
    this.hasEnded = this.isSuspect = false;
    this.listen('addEventListener');
    if (track?.muted) this.lookAfter(MUTED_MS);
  }

  /** Looks after a moment whether the track is still silent: the page is shown again. */
  lookSoon(): void {
    this.lookAfter(RETURN_MS);
  }

  /** Captures again what is silent, at once; called inside a tap. */
  lookNow(): void {
    clearTimeout(this.timer);
    this.takenAt = -Infinity;
    this.look();
  }

  private readonly look = (): void => {
    const { track } = this;
    if (!track || document.visibilityState === 'hidden') return;
    if (this.hasEnded || track.readyState === 'ended') {
      this.watch(null);
      this.events.onEnded();
    } else if (track.muted || this.isSuspect) this.take();
  };

  private take(): void {
    const wait = this.takenAt + BETWEEN_MS - performance.now();
    if (wait > 0) return this.lookAfter(wait);
    this.takenAt = performance.now();
    this.events.onTaken();
  }

  private lookAfter(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.look, ms);
  }

  private readonly onMute = (): void => {
    this.events.onPaused(true);
    this.lookAfter(MUTED_MS);
  };

  private readonly onUnmute = (): void => {
    clearTimeout(this.timer);
    this.events.onPaused(false);
    this.isSuspect ||= this.events.mayStaySilent();
    if (this.isSuspect) this.look();
  };

  private readonly onEnded = (): void => {
    this.hasEnded = true;
    this.events.onPaused(true);
    // A hidden page cannot capture: it does so when it is shown.
    this.look();
  };

  private listen(change: 'addEventListener' | 'removeEventListener'): void {
    this.track?.[change]('mute', this.onMute);
    this.track?.[change]('unmute', this.onUnmute);
    this.track?.[change]('ended', this.onEnded);
  }
}
