import type { PausedMedia } from '../types';

const NAMES: Record<PausedMedia, string> = {
  sound: 'the call’s sound',
  mic: 'your microphone',
  cam: 'your camera',
};
const THEIR_NAMES: Record<PausedMedia, string> = { mic: 'microphone', cam: 'camera', sound: 'sound' };

function listed(words: string[]): string {
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : (words[0] ?? '');
}

/** Returns `Your phone paused your microphone and your camera.`; '' if nothing is paused. */
export function pausedWords(paused: PausedMedia[], device: string): string {
  return paused.length ? `Your ${device} paused ${listed(paused.map((each) => NAMES[each]))}.` : '';
}

/** Returns `Microphone and camera paused by their device`; '' if nothing is paused. */
export function theirPausedWords(paused: PausedMedia[]): string {
  const words = listed(paused.map((each) => THEIR_NAMES[each]));
  return words && `${words[0]?.toUpperCase()}${words.slice(1)} paused by their device`;
}
