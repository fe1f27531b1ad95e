import { isPhone } from './browser';

export type CaptureKind = 'audio' | 'video';

/** Device ids to prefer; on a phone, which way the camera faces. */
export interface CaptureOptions {
  camera: string;
  microphone: string;
  facing: 'user' | 'environment';
  blur: boolean;
}

const SOUND: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const PICTURE: MediaTrackConstraints = {
  width: { ideal: 640 },
  height: { ideal: 480 },
  frameRate: { ideal: 24, max: 30 },
};

export function constraintsOf(kind: CaptureKind, options: CaptureOptions, phone = isPhone()): MediaTrackConstraints {
  if (kind === 'audio') return { ...SOUND, ...(options.microphone ? { deviceId: { ideal: options.microphone } } : {}) };
  const blur = options.blur ? { backgroundBlur: true } : {};
  if (phone && !options.camera) return { ...PICTURE, ...blur, facingMode: options.facing };
  return { ...PICTURE, ...blur, ...(options.camera ? { deviceId: { ideal: options.camera } } : {}) };
}

export interface CaptureResult {
  track: MediaStreamTrack | null;
  /** Why there is no track. */
  error?: unknown;
}

type GetUserMedia = (constraints: MediaStreamConstraints) => Promise<MediaStream>;

/**
 * Captures camera and microphone.
 *
 * Both in one call, since a second capture ends the first on an iPhone (WebKit 179363). If that fails, one by one, so
 * that what works is used and what does not is named.
 */
export async function capture(
  kinds: CaptureKind[],
  options: CaptureOptions,
  getUserMedia: GetUserMedia,
): Promise<Record<CaptureKind, CaptureResult>> {
  const none: Record<CaptureKind, CaptureResult> = { audio: { track: null }, video: { track: null } };
  try {
    return {
      ...none,
      ...byKind(await getUserMedia(Object.fromEntries(kinds.map((kind) => [kind, constraintsOf(kind, options)])))),
    };
  } catch (reason) {
    const [only, ...more] = kinds;
    if (only && !more.length) return { ...none, [only]: { track: null, error: reason } };
  }
  const results = { ...none };
  for (const kind of kinds) Object.assign(results, { [kind]: (await capture([kind], options, getUserMedia))[kind] });
  return results;
}

function byKind(stream: MediaStream): Partial<Record<CaptureKind, CaptureResult>> {
  return Object.fromEntries(stream.getTracks().map((track) => [track.kind, { track }]));
}
