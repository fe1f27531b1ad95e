// A capture that stops by itself: a telephone call, a page in the background, earphones, a plug pulled (video.md §12).

const MUTED_MS = 3_000;
const BETWEEN_MS = 10_000;

export interface WatchPorts {
  /** The device is gone for good: another one, with words. */
  gone: () => void;
  /** The system took it and may give it back: ask again. */
  taken: () => void;
  /** Muted or not by the system. */
  paused: (isPaused: boolean) => void;
}

/** Watches one track; returns what ends the watch. */
export function watch(track: MediaStreamTrack, ports: WatchPorts): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let askedAt = -Infinity;
  const ask = (): void => {
    if (!track.muted || document.visibilityState === 'hidden' || Date.now() - askedAt < BETWEEN_MS) return;
    askedAt = Date.now();
    ports.taken();
  };
  const muted = (): void => {
    ports.paused(true);
    clearTimeout(timer);
    timer = setTimeout(ask, MUTED_MS);
  };
  const unmuted = (): void => {
    clearTimeout(timer);
    ports.paused(false);
  };
  const seen = (): void => {
    if (document.visibilityState === 'visible' && track.muted) muted();
  };
  track.addEventListener('mute', muted);
  track.addEventListener('unmute', unmuted);
  track.addEventListener('ended', ports.gone);
  document.addEventListener('visibilitychange', seen);
  return () => {
    clearTimeout(timer);
    track.removeEventListener('mute', muted);
    track.removeEventListener('unmute', unmuted);
    track.removeEventListener('ended', ports.gone);
    document.removeEventListener('visibilitychange', seen);
  };
}
