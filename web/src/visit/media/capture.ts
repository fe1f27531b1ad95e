import { isPhone } from './browser';

export type CaptureKind = 'audio' | 'video';

/** What to ask for, by the device's id, or on a phone by the side that its camera faces. */
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

export function constraintsOf(kind: CaptureKind, wishes: CaptureOptions, phone = isPhone()): MediaTrackConstraints {
  if (kind === 'audio') return { ...SOUND, ...(wishes.microphone ? { deviceId: { ideal: wishes.microphone } } : {}) };
  const blur = wishes.blur ? { backgroundBlur: true } : {};
  if (phone && !wishes.camera) return { ...PICTURE, ...blur, facingMode: wishes.facing };
  return { ...PICTURE, ...blur, ...(wishes.camera ? { deviceId: { ideal: wishes.camera } } : {}) };
}

export interface CaptureResult {
  track: MediaStreamTrack | null;
  /** Why there is none. */
  reason?: unknown;
}

type GetUserMedia = (constraints: MediaStreamConstraints) => Promise<MediaStream>;

/**
 * Camera and microphone by one question, since a second capture would end the first on an iPhone (WebKit 179363).
 *
 * Only when that fails are they asked for one by one, so that what works is used and what does not is named.
 */
export async function capture(
  kinds: CaptureKind[],
  wishes: CaptureOptions,
  ask: GetUserMedia,
): Promise<Record<CaptureKind, CaptureResult>> {
  const none: Record<CaptureKind, CaptureResult> = { audio: { track: null }, video: { track: null } };
  try {
    return {
      ...none,
      ...byKind(await ask(Object.fromEntries(kinds.map((kind) => [kind, constraintsOf(kind, wishes)])))),
    };
  } catch (reason) {
    const [only, ...more] = kinds;
    if (only && !more.length) return { ...none, [only]: { track: null, reason } };
  }
  const results = { ...none };
  for (const kind of kinds) Object.assign(results, { [kind]: (await capture([kind], wishes, ask))[kind] });
  return results;
}

function byKind(stream: MediaStream): Partial<Record<CaptureKind, CaptureResult>> {
  return Object.fromEntries(stream.getTracks().map((track) => [track.kind, { track }]));
}
