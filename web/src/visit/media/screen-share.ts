import { signal } from '@preact/signals';
import { stateOf } from './problems';
import type { DeviceState } from '../types';

/** Some browsers never answer when the picker is dismissed. */
const PICKER_TIMEOUT_MS = 90_000;

/** Shares the user's screen, window or tab. */
export class ScreenShare {
  readonly stream = signal<MediaStream | null>(null);
  readonly isSupported = 'mediaDevices' in navigator && 'getDisplayMedia' in navigator.mediaDevices;

  /** Increased by `stop`: a picker answered later shares nothing. */
  private turn = 0;

  constructor(private readonly changed: (track: MediaStreamTrack | null) => void) {}

  /** Starts sharing. Returns null, or why it failed. */
  async start(): Promise<DeviceState | null> {
    if (!this.isSupported) return 'missing';
    const turn = this.turn;
    try {
      const request = navigator.mediaDevices.getDisplayMedia({
        video: { frameRate: { ideal: 10, max: 15 } },
        audio: false,
      });
      const stream = await withTimeout(request);
      if (turn === this.turn) this.put(stream);
      else for (const track of stream.getTracks()) track.stop();
      return null;
    } catch (reason) {
      return stateOf(reason);
    }
  }

  stop(): void {
    this.turn += 1;
    if (!this.stream.value) return;
    for (const track of this.stream.value.getTracks()) track.stop();
    this.stream.value = null;
    this.changed(null);
  }

  private put(stream: MediaStream): void {
    const track = stream.getVideoTracks()[0];
    if (!track) return;
    this.stop();
    // Keep text sharp: lower the frame rate, not the resolution.
    track.contentHint = 'detail';
    // The browser's own "Stop sharing".
    track.onended = () => this.stop();
    this.stream.value = stream;
    this.changed(track);
  }
}

async function withTimeout(request: Promise<MediaStream>): Promise<MediaStream> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isLate = false;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isLate = true;
      reject(new DOMException('no answer', 'TimeoutError'));
    }, PICKER_TIMEOUT_MS);
  });
  void request.then((stream) => isLate && stream.getTracks().forEach((track) => track.stop())).catch(() => undefined);
  return Promise.race([request, late]).finally(() => clearTimeout(timer));
}
