// Synthesized sounds. Browsers start an AudioContext only inside a tap.

let context: AudioContext | null = null;
const returns = new Set<() => void>();

/**
 * Returns the one AudioContext of the page, or null.
 *
 * Null where there is none, and before the first tap, unless the page `listens` to a microphone.
 */
export function audioContext(listens = false): AudioContext | null {
  if (!('AudioContext' in globalThis)) return null;
  if (!context && !listens && !wasTapped()) return null;
  context ??= watched(new AudioContext());
  resumeSound();
  return context;
}

/** Starts the context again after the system has stopped it. */
export function resumeSound(): void {
  if (context && context.state !== 'running') void context.resume().catch(() => undefined);
}

/** Calls `listener` when the context runs again. Returns a function that removes the listener. */
export function onSoundReturn(listener: () => void): () => void {
  returns.add(listener);
  return () => returns.delete(listener);
}

/** Watches for the end of an interruption: Safari calls it `interrupted` during a telephone call. */
function watched(created: AudioContext): AudioContext {
  let wasRunning = false;
  created.addEventListener('statechange', () => {
    const isRunning = created.state === 'running';
    if (isRunning && wasRunning) for (const each of returns) each();
    wasRunning ||= isRunning;
  });
  return created;
}

/** Whether the user has tapped; true if the browser does not report it. */
function wasTapped(): boolean {
  const { userActivation } = navigator as { userActivation?: UserActivation };
  return userActivation?.hasBeenActive ?? true;
}

function beep(into: AudioContext, out: AudioNode, hertz: number, at: number, seconds: number): void {
  const tone = into.createOscillator();
  const volume = into.createGain();
  tone.frequency.value = hertz;
  // Without a ramp the speaker clicks.
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.25, at + 0.03);
  volume.gain.setValueAtTime(0.25, at + seconds - 0.08);
  volume.gain.linearRampToValueAtTime(0, at + seconds);
  tone.connect(volume).connect(out);
  tone.start(at);
  tone.stop(at + seconds);
}

const RING = [880, 660];
export const CHIME = [660, 880];
export const TEST = [523, 659, 784];

/** Plays tones in sequence; resolves when they have ended. */
export async function play(hertz: number[], seconds: number, speaker = ''): Promise<void> {
  const into = audioContext();
  if (!into) return;
  await sinkOf(into, speaker);
  hertz.forEach((each, place) =>
    beep(into, into.destination, each, into.currentTime + 0.05 + place * seconds, seconds),
  );
  await new Promise((resolve) => setTimeout(resolve, hertz.length * seconds * 1000 + 100));
}

async function sinkOf(into: AudioContext, speaker: string): Promise<void> {
  const choosing = into as AudioContext & { setSinkId?(id: string): Promise<void> };
  await choosing.setSinkId?.(speaker).catch(() => undefined);
}

const RING_EVERY_MS = 3_000;
const RING_FOR_MS = 45_000;

/** Rings for at most 45 s. Returns a function that stops it. */
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
