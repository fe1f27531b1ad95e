// Decides when a connection is repaired, by its last observed state (docs/video.md, call recovery).
const STALL_MS = 1_500;
const DISCONNECTED_MS = 2_000;
const MIN_RESTART_INTERVAL_MS = 5_000;
const FAILED_MS = 15_000;
const FIRST_CONNECT_MS = 20_000;
const UNANSWERED_MS = 4_000;

export interface LinkObservation {
  /** Milliseconds of a monotonic clock. */
  now: number;
  ice: RTCIceConnectionState;
  signaling: RTCSignalingState;
  hasRemote: boolean;
  /** Inbound bytes in total. */
  bytes: number;
  /** Whether the other side says that it sends something. */
  isSending: boolean;
}

/** `look`: restart when a relay answers; `offer`: repeat it; `rebuild`: reconnect. */
export type RecoveryAction = 'none' | 'look' | 'offer' | 'rebuild';

export class LinkRecovery {
  /** Whether expected media is missing; null until the first media. */
  isLost: boolean | null = null;
  private bytes = 0;
  private lastMediaAt = 0;
  private brokenSince: number | null = null;
  private failedSince: number | null = null;
  private waitingSince: number | null = null;
  private restartedAt = -Infinity;
  private answeredAt = -Infinity;

  constructor(private startedAt: number) {}

  judge(link: LinkObservation): RecoveryAction {
    this.update(link);
    if (this.isTooOld(link)) return this.startOver(link.now, 'rebuild');
    if (this.isUnanswered(link)) return 'offer';
    const mayRestart = link.now - this.restartedAt >= MIN_RESTART_INTERVAL_MS;
    return mayRestart && this.isBroken(link) ? 'look' : 'none';
  }

  /** Records a restart; after one without a relay, the next may follow soon. */
  restarted(now: number, withRelay: boolean): void {
    this.restartedAt = withRelay ? now : now - MIN_RESTART_INTERVAL_MS + STALL_MS;
    this.waitingSince = null;
  }

  /** Records that a restart of the other side is answered; it renews both ends. */
  answering(now: number): void {
    this.answeredAt = now;
    // Whether the other side has a relay is unknown: if this fails, restart soon.
    this.restarted(now, false);
  }

  /** Whether the link is broken and no repair is running. */
  needsRestart(now: number): boolean {
    return this.isLost !== false && now - this.answeredAt >= STALL_MS;
  }

  /** Records that the connection was replaced. */
  rebuilt(now: number): void {
    this.startOver(now, 'rebuild');
  }

  private update(link: LinkObservation): void {
    const isBroken = link.ice === 'disconnected' || link.ice === 'failed';
    this.brokenSince = isBroken ? (this.brokenSince ?? link.now) : null;
    this.failedSince = link.ice === 'failed' ? (this.failedSince ?? link.now) : null;
    if (link.bytes !== this.bytes) {
      this.bytes = link.bytes;
      this.lastMediaAt = link.now;
      this.isLost = false;
    } else if (this.isLost !== null && this.isBroken(link)) this.isLost = true;
    if (link.isSending) return;
    // Nobody sends, so no media is no loss; the watchdog starts with the first sender.
    this.lastMediaAt = link.now;
    if (isConnected(link)) this.isLost = false;
  }

  private isBroken(link: LinkObservation): boolean {
    const isStalled = this.isLost !== null && link.isSending && link.now - this.lastMediaAt >= STALL_MS;
    const isGone = this.brokenSince !== null && link.now - this.brokenSince >= DISCONNECTED_MS;
    return isStalled || isGone || link.ice === 'failed';
  }

  private isTooOld(link: LinkObservation): boolean {
    const neverCame = this.isLost === null && !isConnected(link) && link.now - this.startedAt >= FIRST_CONNECT_MS;
    return neverCame || (this.failedSince !== null && link.now - this.failedSince >= FAILED_MS);
  }

  private isUnanswered(link: LinkObservation): boolean {
    const isWaiting = link.signaling === 'have-local-offer' || !link.hasRemote;
    this.waitingSince = isWaiting ? (this.waitingSince ?? link.now) : null;
    if (this.waitingSince === null || link.now - this.waitingSince < UNANSWERED_MS) return false;
    this.waitingSince = link.now;
    return true;
  }

  private startOver<T>(now: number, action: T): T {
    this.startedAt = this.restartedAt = this.lastMediaAt = now;
    this.brokenSince = this.failedSince = this.waitingSince = null;
    this.bytes = 0;
    return action;
  }
}

function isConnected(link: LinkObservation): boolean {
  return link.ice === 'connected' || link.ice === 'completed';
}
