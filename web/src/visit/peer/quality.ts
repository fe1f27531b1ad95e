// Lowers video on a weak network: less first, then none, and back slowly.
import type { LinkStats } from './link-stats';

/** How much video is sent over one link, by step; the last step is audio only. */
const STEPS = [
  { scale: 1, share: 1 },
  { scale: 2, share: 0.35 },
  { scale: 4, share: 0.12 },
];
const NO_VIDEO = { scale: 4, share: 0 };
export const AUDIO_ONLY = STEPS.length;

export function stepOf(step: number): { scale: number; share: number } {
  return STEPS[step] ?? NO_VIDEO;
}

const BAD_LOSS = 0.08;
const BAD_RTT = 0.8;
const MIN_BITS = 90_000;
const DOWN_AFTER = 2;
const UP_AFTER_MS = 10_000;
const MAX_UP_AFTER_MS = 80_000;
/** A step up that fails within this time doubles the wait for the next one. */
const TRIAL_MS = 8_000;

/**
 * Chooses the video step of one link, judged about every two seconds.
 *
 * Down after two bad checks; up after ten good seconds, longer after a failed step up.
 */
export class QualityLadder {
  step = 0;
  private bad = 0;
  private goodSince: number | null = null;
  private upAfter = UP_AFTER_MS;
  private roseAt = -Infinity;

  judge(now: number, stats: Pick<LinkStats, 'fractionLost' | 'rtt' | 'available'>): number {
    // Without video the browser's bandwidth estimate is meaningless.
    if (isBad(this.step === AUDIO_ONLY ? { ...stats, available: null } : stats)) this.worse(now);
    else this.better(now);
    return this.step;
  }

  private worse(now: number): void {
    this.goodSince = null;
    this.bad += 1;
    if (this.bad < DOWN_AFTER || this.step === AUDIO_ONLY) return;
    if (now - this.roseAt < TRIAL_MS) this.upAfter = Math.min(MAX_UP_AFTER_MS, this.upAfter * 2);
    this.bad = 0;
    this.step += 1;
  }

  private better(now: number): void {
    this.bad = 0;
    this.goodSince ??= now;
    if (this.step === 0 || now - this.goodSince < this.upAfter) return;
    this.step -= 1;
    this.goodSince = this.roseAt = now;
    if (this.step === 0) this.upAfter = UP_AFTER_MS;
  }
}

function isBad(stats: Pick<LinkStats, 'fractionLost' | 'rtt' | 'available'>): boolean {
  return (
    (stats.fractionLost ?? 0) > BAD_LOSS ||
    (stats.rtt ?? 0) > BAD_RTT ||
    (stats.available !== null && stats.available < MIN_BITS)
  );
}

const WEAK_SHARE = 0.05;
const WEAK_RTT = 0.5;
const GOOD_CHECKS = 3;

/** Judges the incoming quality: weak at once, good after three good checks. */
export class ReceptionMonitor {
  isWeak = false;
  private packets = 0;
  private lost = 0;
  private calm = 0;

  judge(stats: Pick<LinkStats, 'packets' | 'lost' | 'rtt'>): boolean {
    const received = Math.max(0, stats.packets - this.packets);
    const losses = Math.max(0, stats.lost - this.lost);
    this.packets = stats.packets;
    this.lost = stats.lost;
    const isBad = (received + losses > 0 && losses / (received + losses) > WEAK_SHARE) || (stats.rtt ?? 0) > WEAK_RTT;
    this.calm = isBad ? 0 : this.calm + 1;
    this.isWeak = isBad || (this.isWeak && this.calm < GOOD_CHECKS);
    return this.isWeak;
  }
}
