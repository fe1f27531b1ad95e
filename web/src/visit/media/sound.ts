// Sounds are made, not loaded. Browsers let a context run only after a tap, so each of these is called inside one first.

let context: AudioContext | null = null;

/**
 * The one context of the page, running if the browser allows it by now; null where there is none, or not yet: before a tap
 * browsers let only a page that `listens` to a microphone have one, and complain of any other.
 */
export function audioContext(listens = false): AudioContext | null {
  if (!('AudioContext' in globalThis)) return null;
  if (!context && !listens && !wasTapped()) return null;
  context ??= new AudioContext();
  if (context.state !== 'running') void context.resume().catch(() => undefined);
  return context;
}

/** Where the browser does not say, it is tried. */
function wasTapped(): boolean {
  const { userActivation } = navigator as { userActivation?: UserActivation };
  return userActivation?.hasBeenActive ?? true;
}

function beep(into: AudioContext, out: AudioNode, hertz: number, at: number, seconds: number): void {
  const tone = into.createOscillator();
  const volume = into.createGain();
  tone.frequency.value = hertz;
  // Without a slope the speaker clicks.
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.25, at + 0.03);
  volume.gain.setValueAtTime(0.25, at + seconds - 0.08);
  volume.gain.linearRampToValueAtTime(0, at + seconds);
  tone.connect(volume).connect(out);
  tone.start(at);
  tone.stop(at + seconds);
}

export const RING = [880, 660];
export const CHIME = [660, 880];
export const TEST = [523, 659, 784];

/** Plays tones one after another; resolves when they have ended. `speaker`: an id, where one can be chosen. */
export async function play(hertz: number[], seconds: number, speaker = ''): Promise<void> {
  const into = audioContext();
  if (!into) return;
  await sinkOf(into, speaker);
  hertz.forEach((each, place) =>
    beep(into, into.destination, each, into.currentTime + 0.05 + place * seconds, seconds),
  );
  await new Promise((done) => setTimeout(done, hertz.length * seconds * 1000 + 100));
}

async function sinkOf(into: AudioContext, speaker: string): Promise<void> {
  const choosing = into as AudioContext & { setSinkId?(id: string): Promise<void> };
  await choosing.setSinkId?.(speaker).catch(() => undefined);
}

const RING_EVERY_MS = 3_000;
const RING_FOR_MS = 45_000;

/** Rings until stopped, at most 45 s. Returns what stops it. */
export function ring(): () => void {
  const once = (): void => void play(RING, 0.45);
  once();
  const timer = setInterval(once, RING_EVERY_MS);
  const last = setTimeout(() => clearInterval(timer), RING_FOR_MS);
  return () => {
    clearInterval(timer);
    clearTimeout(last);
  };
}
