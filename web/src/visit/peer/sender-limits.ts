// Bit rates of a sender by the number of links: audio first, video shares the rest.
import { stepOf } from './quality';

const LINK_BITS = 1_200_000;
const GROUP_BITS = 600_000;
const AUDIO_BITS = 48_000;
const SCREEN_BITS = 1_000_000;

export interface VideoLimit {
  active: boolean;
  maxBitrate: number;
  scaleResolutionDownBy: number;
  maxFramerate: number;
}

/** Returns the camera's limit. `links`: the number of others. `step`: of QualityLadder. */
export function cameraLimit(links: number, step: number): VideoLimit {
  const { scale, share } = stepOf(step);
  const isGroup = links > 1;
  return {
    active: share > 0,
    maxBitrate: Math.max(60_000, Math.round((isGroup ? GROUP_BITS : LINK_BITS) * share)),
    scaleResolutionDownBy: scale * (isGroup ? (links > 2 ? 2 : 1.5) : 1),
    maxFramerate: isGroup || step > 0 ? 15 : 30,
  };
}

/** Returns the screen's limit: fewer frames, not smaller ones, so that text stays readable. */
export function screenLimit(links: number, step: number): VideoLimit {
  const { share } = stepOf(step);
  const maxBitrate = Math.max(120_000, Math.round((SCREEN_BITS / Math.max(1, links - 1)) * (share || 0.12)));
  return { active: true, maxBitrate, scaleResolutionDownBy: 1, maxFramerate: step > 0 ? 5 : 15 };
}

export async function limitSender(sender: RTCRtpSender, to: Partial<VideoLimit>): Promise<void> {
  const parameters = sender.getParameters();
  const encoding = parameters.encodings[0];
  if (!encoding) return;
  if (Object.entries(to).every(([key, value]) => (encoding as Record<string, unknown>)[key] === value)) return;
  Object.assign(encoding, to);
  // If a browser refuses the limits, it sends without them.
  await sender.setParameters(parameters).catch(() => undefined);
}

export async function prioritizeAudio(sender: RTCRtpSender): Promise<void> {
  const parameters = sender.getParameters();
  const encoding = parameters.encodings[0];
  if (!encoding) return;
  encoding.maxBitrate = AUDIO_BITS;
  encoding.priority = 'high';
  encoding.networkPriority = 'high';
  await sender.setParameters(parameters).catch(() => undefined);
}
