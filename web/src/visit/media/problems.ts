import type { DeviceState, NetworkState, Problem } from '../types';
import type { BrowserKind } from './browser';
// Sentences about device problems and remedies, by device and browser.

type What = Problem['what'];

const NAMES: Record<What, string> = {
  camera: 'camera',
  microphone: 'microphone',
  speaker: 'speaker',
  screen: 'screen',
  network: 'connection',
};

const ALLOW: Record<BrowserKind, string> = {
  iphone:
    'Tap the page menu beside the address, then Website Settings, and allow Camera and Microphone. Then try again. If you are not asked, look in Settings > Apps > Safari.',
  safari: 'In the menu Safari > Settings for This Website, allow Camera and Microphone. Then try again.',
  firefox: 'Click the crossed-out camera or microphone beside the address and remove the block. Then try again.',
  edge: 'Click the lock beside the address and allow Camera and Microphone. Then try again.',
  chrome: 'Click the icon left of the address and allow Camera and Microphone. Then try again.',
  android: 'Tap the icon left of the address, then Permissions, and allow Camera and Microphone. Then try again.',
  other: 'Open this page in Chrome, Edge, Firefox or Safari, and allow Camera and Microphone when asked.',
};

const FACTS: Partial<Record<DeviceState | NetworkState, (name: string) => string>> = {
  refused: (name) => `Your browser was not allowed to use the ${name}.`,
  missing: (name) => `No ${name} was found.`,
  busy: (name) => `The ${name} is in use by another program, window or telephone call.`,
  silent: () => 'Nothing can be heard from the microphone.',
  slow: () => 'Your connection is slow.',
  blocked: () => 'Your network blocks video calls.',
};

export const BLOCKED_REMEDY = 'Try another network, such as a phone’s mobile data, or switch a VPN off.';
const REMEDIES: Partial<Record<DeviceState | NetworkState, (name: string) => string>> = {
  missing: (name) => `Plug in a ${name}, or switch it on, then try again.`,
  busy: () => 'End the other call, and close other programs and windows that make calls. Then try again.',
  silent: () => 'Check that it is not muted by a switch or in the system’s settings, or choose another microphone.',
  slow: () => 'Move closer to the Wi-Fi, or pause downloads and other video. Video is lowered by itself when needed.',
  blocked: () => BLOCKED_REMEDY,
};

export function problemOf(what: What, state: DeviceState | NetworkState, kind: BrowserKind): Problem {
  const name = NAMES[what];
  if (what === 'screen') return screenProblem(state);
  if (what === 'speaker') return speakerProblem(state, kind);
  return {
    what,
    state,
    words: FACTS[state]?.(name) ?? `The ${name} does not work.`,
    remedy: state === 'refused' ? ALLOW[kind] : (REMEDIES[state]?.(name) ?? 'Reload the page and try again.'),
  };
}

function screenProblem(state: Problem['state']): Problem {
  const words = state === 'refused' ? 'The screen was not shared.' : 'The screen could not be shared.';
  const remedy =
    'Choose a screen, window or tab when the browser asks. On a Mac, the browser also needs Screen Recording in the system’s settings.';
  return { what: 'screen', state, words, remedy };
}

function speakerProblem(state: Problem['state'], kind: BrowserKind): Problem {
  const remedy =
    kind === 'iphone'
      ? 'Raise the volume by the buttons at the side, and check the silent switch and connected earphones.'
      : 'Raise the volume, and check which speaker or earphones the computer uses.';
  return { what: 'speaker', state, words: 'The test sound was not heard.', remedy };
}

export const UNPLUGGED: Record<'camera' | 'microphone', string> = {
  camera: 'The camera was unplugged, or your device took it for something else.',
  microphone: 'The microphone was unplugged, or your device took it for something else.',
};

/** Returns the device state that an error of getUserMedia means. */
export function stateOf(reason: unknown): DeviceState {
  const name = reason instanceof Error || reason instanceof DOMException ? reason.name : '';
  if (['NotAllowedError', 'SecurityError', 'PermissionDeniedError'].includes(name)) return 'refused';
  if (['NotFoundError', 'DevicesNotFoundError', 'OverconstrainedError'].includes(name)) return 'missing';
  return name === 'TypeError' ? 'missing' : 'busy';
}

export const NO_WEBRTC =
  'This browser cannot make video calls. Open this page’s address in Chrome, Edge, Firefox or Safari.';
