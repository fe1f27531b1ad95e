import { useEffect, useRef } from 'preact/hooks';
import type { LocalMedia } from '../types';

interface VideoProps {
  stream: MediaStream | null;
  label: string;
  /** The own picture: muted always, mirrored unless it is the camera at the back. */
  own?: boolean;
  /** Whoever plays it is heard through the chosen speaker. */
  local?: LocalMedia;
  hidden?: boolean;
  /** Never cropped, such as a screen. */
  whole?: boolean;
}

const MOST_CROPPED = 1.7;

/** A stream on the screen. Its element stays while the stream changes, since sound goes on without a picture. */
export function Video({ stream, label, own, local, hidden, whole }: VideoProps) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = element.current;
    if (!video) return;
    // Before the source, or an iPhone opens its own player.
    video.playsInline = true;
    video.autoplay = true;
    video.muted = !!own;
    video.srcObject = stream;
    const letGo = stream && local ? local.play(video) : undefined;
    if (stream && !local) void video.play().catch(() => undefined);
    return () => {
      letGo?.();
      video.srcObject = null;
    };
  }, [stream, own, local]);
  useEffect(() => (own ? undefined : fit(element.current, whole)), [own, whole]);
  return (
    // eslint-disable-next-line jsx-a11y/media-has-caption -- a call is live: what is said is not known beforehand
    <video
      ref={element}
      class={own && !isBackCamera(stream) ? 'mirrored' : undefined}
      aria-label={label}
      data-off={hidden || undefined}
      disablePictureInPicture={own}
    />
  );
}

/** Fills its place unless that would cut off much of a face, as a wide picture on a phone held upright. */
function fit(video: HTMLVideoElement | null, whole: boolean | undefined): () => void {
  if (!video || !('ResizeObserver' in globalThis)) return () => undefined;
  const measure = (): void => {
    const picture = video.videoWidth / (video.videoHeight || 1);
    const place = video.clientWidth / (video.clientHeight || 1);
    const cropped = Math.max(picture / place, place / picture);
    video.toggleAttribute('data-whole', whole || cropped > MOST_CROPPED);
  };
  const observer = new ResizeObserver(measure);
  observer.observe(video);
  video.addEventListener('resize', measure);
  return () => {
    observer.disconnect();
    video.removeEventListener('resize', measure);
  };
}

function isBackCamera(stream: MediaStream | null): boolean {
  return stream?.getVideoTracks()[0]?.getSettings().facingMode === 'environment';
}
