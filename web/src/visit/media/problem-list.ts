import { computed, signal } from '@preact/signals';
import type { DeviceState, NetworkState, Problem } from '../types';
import { kindOf } from './browser';
import { problemOf, UNPLUGGED } from './problems';

const NOTICE_MS = 20_000;

type What = Problem['what'];

/** The problems with the user's devices, at most one per device. */
export class ProblemList {
  private readonly problems = signal<Map<What, Problem>>(new Map());
  readonly all = computed(() => [...this.problems.value.values()]);

  /** Adds a problem to the list, or removes it with null. */
  set(what: What, state: DeviceState | NetworkState | null, words?: string, remedy?: string): void {
    const next = new Map(this.problems.value);
    next.delete(what);
    if (state) {
      const problem = problemOf(what, state, kindOf());
      next.set(what, { ...problem, ...(words ? { words } : {}), ...(remedy ? { remedy } : {}) });
    }
    this.problems.value = next;
  }

  /** Says that a device is gone, and for a while which other one is in use. */
  setUnplugged(what: 'camera' | 'microphone', track: MediaStreamTrack | null): void {
    if (!track) return this.set(what, 'missing', UNPLUGGED[what]);
    this.set(what, 'ok', UNPLUGGED[what], `Now in use: ${track.label || `another ${what}`}.`);
    setTimeout(() => this.problems.value.get(what)?.state === 'ok' && this.set(what, null), NOTICE_MS);
  }
}
