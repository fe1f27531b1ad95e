// A capture that stops by itself: a telephone call, a page in the background, earphones, a plug pulled (video.md §12).

const MUTED_MS = 3_000;
const BETWEEN_MS = 10_000;

export interface TrackEvents {
  /** The device is gone for good: another one, with words. */
  onEnded: () => void;
  /** The system took it and may give it back: ask again. */
  onTaken: () => void;
  /** Muted or not by the system. */
  onPaused: (isPaused: boolean) => void;
}

/** Watches one track; returns what ends the watch. */
export function watchTrack(track: MediaStreamTrack, ports: TrackEvents): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let askedAt = -Infinity;
  const ask = (): void => {
    if (!track.muted || document.visibilityState === 'hidden' || Date.now() - askedAt < BETWEEN_MS) return;
    askedAt = Date.now();
    ports.onTaken();
  };
  const onMute = (): void => {
    ports.onPaused(true);
    clearTimeout(timer);
    timer = setTimeout(ask, MUTED_MS);
  };
  const onUnmute = (): void => {
    clearTimeout(timer);
    ports.onPaused(false);
  };
  const onVisibility = (): void => {
    if (document.visibilityState === 'visible' && track.muted) onMute();
  };
  track.addEventListener('mute', onMute);
  track.addEventListener('unmute', onUnmute);
  track.addEventListener('ended', ports.onEnded);
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    clearTimeout(timer);
    track.removeEventListener('mute', onMute);
    track.removeEventListener('unmute', onUnmute);
    track.removeEventListener('ended', ports.onEnded);
    document.removeEventListener('visibilitychange', onVisibility);
  };
}
