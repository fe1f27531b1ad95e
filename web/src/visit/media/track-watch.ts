// Notices tracks that stop by themselves, for a phone call, a hidden page, earphones or an unplugged device.

const MUTED_MS = 3_000;
const BETWEEN_MS = 10_000;

export interface TrackEvents {
  /** The device is gone. */
  onEnded: () => void;
  /** The system has muted it for a while: capture again. */
  onTaken: () => void;
  /** The system muted or unmuted it. */
  onPaused: (isPaused: boolean) => void;
}

/** Watches one track. Returns a function that stops watching. */
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
