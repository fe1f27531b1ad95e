import { useEffect, useRef } from 'preact/hooks';
import type { LocalMedia } from '../types';

interface VideoProps {
  stream: MediaStream | null;
  label: string;
  /** The user's own picture: muted, and mirrored unless it is the back camera. */
  own?: boolean;
  /** Plays the sound through the chosen speaker, and again after an interruption. */
  local: LocalMedia;
  hidden?: boolean;
  /** Never cropped, for screens. */
  whole?: boolean;
}

const MOST_CROPPED = 1.7;

/** Shows a stream. The element stays without a picture, since it plays the sound. */
export function Video({ stream, label, own, local, hidden, whole }: VideoProps) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = element.current;
    if (!video) return;
    // Set before the source, or an iPhone opens its own player.
    video.playsInline = true;
    video.autoplay = true;
    video.muted = !!own;
    video.srcObject = stream;
    const letGo = stream ? local.play(video) : undefined;
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

/** Crops a video to its box, unless that would cut off too much. */
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
