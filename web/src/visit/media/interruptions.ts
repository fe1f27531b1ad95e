import { signal } from '@preact/signals';
import { isPhone } from './browser';
import type { CaptureKind } from './capture';
import { watchReturn } from './page-return';
import { resumeSound } from '../../ui/sound';
import { TrackWatch } from './track-watch';

const KINDS = ['audio', 'video'] as const;

export interface InterruptionEvents {
  /** A device is gone. */
  onEnded: (kind: CaptureKind) => void;
  /** The system holds a device, or has held it: capture again. */
  onTaken: (kind: CaptureKind) => void;
  /** The system may have given back what it had paused. */
  onReturn: () => void;
}

/** Follows what the system takes from a page: during a telephone call, or while the page is hidden. */
export class Interruptions {
  /** The devices that the system has muted. */
  readonly muted = signal<Record<CaptureKind, boolean>>({ audio: false, video: false });
  private readonly tracks: Record<CaptureKind, MediaStreamTrack | null> = { audio: null, video: null };
  private readonly watches = { audio: this.watchOf('audio'), video: this.watchOf('video') };
  readonly dispose = watchReturn(
    () => this.onReturn(),
    () => this.onHide(),
  );

  constructor(private readonly events: InterruptionEvents) {}

  /** Watches a device's track in place of the one before; null watches none. */
  watch(kind: CaptureKind, track: MediaStreamTrack | null): void {
    this.tracks[kind] = track;
    this.watches[kind].watch(track);
    this.setMuted(kind, isSilent(track));
  }

  /** Stops watching a track that the page itself is about to stop. */
  release(kind: CaptureKind): void {
    this.watches[kind].watch(null);
  }

  /** Captures again what is silent, at once; called inside a tap. */
  lookNow(): void {
    resumeSound();
    for (const kind of KINDS) this.watches[kind].lookNow();
  }

  private watchOf(kind: CaptureKind): TrackWatch {
    return new TrackWatch({
      onEnded: () => this.events.onEnded(kind),
      onTaken: () => this.events.onTaken(kind),
      onPaused: (isPaused) => {
        this.setMuted(kind, isPaused);
        if (!isPaused) this.events.onReturn();
      },
      // After a telephone call, a phone's microphone may stay silent.
      mayStaySilent: () => kind === 'audio' && isPhone(),
    });
  }

  private setMuted(kind: CaptureKind, isMuted: boolean): void {
    if (this.muted.value[kind] !== isMuted) this.muted.value = { ...this.muted.value, [kind]: isMuted };
  }

  private onReturn(): void {
    resumeSound();
    this.events.onReturn();
    for (const kind of KINDS) {
      this.setMuted(kind, isSilent(this.tracks[kind]));
      this.watches[kind].lookSoon();
    }
  }

  /** A phone's camera shows nothing while the page is hidden. */
  private onHide(): void {
    if (isPhone() && this.tracks.video) this.setMuted('video', true);
  }
}

function isSilent(track: MediaStreamTrack | null): boolean {
  return track !== null && (track.muted || track.readyState === 'ended');
}
