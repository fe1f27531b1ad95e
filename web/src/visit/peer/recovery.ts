// When a connection is helped: a table of waits over what was last seen of it (video.md §5.3).
const STALL_MS = 1_500;
const DISCONNECTED_MS = 2_000;
const BETWEEN_RESTARTS_MS = 5_000;
const FAILED_MS = 15_000;
const FIRST_CONNECT_MS = 20_000;
const UNANSWERED_MS = 4_000;

export interface Seen {
  /** Milliseconds, of any clock that only goes forward. */
  now: number;
  ice: RTCIceConnectionState;
  signaling: RTCSignalingState;
  hasRemote: boolean;
  /** Inbound, all kinds together. */
  bytes: number;
  /** The other side says that it sends something. */
  isSending: boolean;
}

/** `look`: the path is gone, restart once a relay answers; `offer`: say the offer again; `rebuild`: start over. */
export type Help = 'none' | 'look' | 'offer' | 'rebuild';

export class Recovery {
  /** No media where there was some, or should be. Null until the first media. */
  isLost: boolean | null = null;
  private bytes = 0;
  private movedAt = 0;
  private brokenSince: number | null = null;
  private failedSince: number | null = null;
  private waitingSince: number | null = null;
  private restartedAt = -Infinity;
  private answeredAt = -Infinity;

  constructor(private startedAt: number) {}

  judge(seen: Seen): Help {
    this.follow(seen);
    if (this.isTooOld(seen)) return this.began(seen.now, 'rebuild');
    if (this.isUnanswered(seen)) return 'offer';
    const mayRestart = seen.now - this.restartedAt >= BETWEEN_RESTARTS_MS;
    return mayRestart && this.isBroken(seen) ? 'look' : 'none';
  }

  /** A restart in the blind may be followed by one that saw a relay; two of those are five seconds apart. */
  restarted(now: number, isSighted: boolean): void {
    this.restartedAt = isSighted ? now : now - BETWEEN_RESTARTS_MS + STALL_MS;
    this.waitingSince = null;
  }

  /** The other side's restart renewed this side too: an own one on top of it would undo it half way. */
  answering(now: number): void {
    this.answeredAt = now;
    // Whether it saw a relay is not known here: if nothing comes of it, an own one follows soon.
    this.restarted(now, false);
  }

  /** Broken, and nothing is under way that may mend it. */
  needsRestart(now: number): boolean {
    return this.isLost !== false && now - this.answeredAt >= STALL_MS;
  }

  /** The connection was replaced by the other side's wish. */
  rebuilt(now: number): void {
    this.began(now, 'rebuild');
  }

  private follow(seen: Seen): void {
    const isBroken = seen.ice === 'disconnected' || seen.ice === 'failed';
    this.brokenSince = isBroken ? (this.brokenSince ?? seen.now) : null;
    this.failedSince = seen.ice === 'failed' ? (this.failedSince ?? seen.now) : null;
    if (seen.bytes !== this.bytes) {
      this.bytes = seen.bytes;
      this.movedAt = seen.now;
      this.isLost = false;
    } else if (this.isLost !== null && this.isBroken(seen)) this.isLost = true;
    if (seen.isSending) return;
    // Nobody sends: silence is no loss, and the clock of the watchdog starts with the first who does.
    this.movedAt = seen.now;
    if (isConnected(seen)) this.isLost = false;
  }

  private isBroken(seen: Seen): boolean {
    const isStalled = this.isLost !== null && seen.isSending && seen.now - this.movedAt >= STALL_MS;
    const isGone = this.brokenSince !== null && seen.now - this.brokenSince >= DISCONNECTED_MS;
    return isStalled || isGone || seen.ice === 'failed';
  }

  private isTooOld(seen: Seen): boolean {
    const neverCame = this.isLost === null && !isConnected(seen) && seen.now - this.startedAt >= FIRST_CONNECT_MS;
    return neverCame || (this.failedSince !== null && seen.now - this.failedSince >= FAILED_MS);
  }

  private isUnanswered(seen: Seen): boolean {
    const isWaiting = seen.signaling === 'have-local-offer' || !seen.hasRemote;
    this.waitingSince = isWaiting ? (this.waitingSince ?? seen.now) : null;
    if (this.waitingSince === null || seen.now - this.waitingSince < UNANSWERED_MS) return false;
    this.waitingSince = seen.now;
    return true;
  }

  private began<T>(now: number, help: T): T {
    this.startedAt = this.restartedAt = this.movedAt = now;
    this.brokenSince = this.failedSince = this.waitingSince = null;
    this.bytes = 0;
    return help;
  }
}

function isConnected(seen: Seen): boolean {
  return seen.ice === 'connected' || seen.ice === 'completed';
}
