import { signal } from '@preact/signals';
import { audioContext } from '../../ui/sound';

const INTERVAL_MS = 100;
const SILENT_MS = 5_000;
const SOUND_LEVEL = 0.002;
/** Speech seldom exceeds a fifth of the scale. */
const GAIN = 5;

/** Measures the microphone's level, and whether it is silent. */
export class LevelMeter {
  readonly level = signal(0);
  readonly silent = signal(false);
  private node: MediaStreamAudioSourceNode | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private quietMs = 0;
  private hasHeard = false;

  watch(track: MediaStreamTrack | null): void {
    this.stop();
    const context = track && audioContext(true);
    if (!track || !context) return;
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    this.node = context.createMediaStreamSource(new MediaStream([track]));
    this.node.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      this.measure(rms(samples), track.enabled && context.state === 'running');
    }, INTERVAL_MS);
  }

  /**
   * Takes one measurement; a muted or suspended one is no silence.
   *
   * Once there was a sound, it is never silent again.
   */
  measure(loudness: number, isListening: boolean): void {
    this.level.value = Math.min(1, loudness * GAIN);
    this.hasHeard ||= isListening && loudness > SOUND_LEVEL;
    this.quietMs = !isListening || this.hasHeard ? 0 : this.quietMs + INTERVAL_MS;
    this.silent.value = this.quietMs >= SILENT_MS;
  }

  stop(): void {
    clearInterval(this.timer);
    this.node?.disconnect();
    this.node = null;
    this.quietMs = 0;
    this.hasHeard = false;
    this.level.value = 0;
    this.silent.value = false;
  }
}

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, each) => sum + each * each, 0) / samples.length);
}
