import { MIN_ICE_INTERVAL_SECONDS, type IceCredentials } from '../signaling/protocol.generated';

const MIN_VALIDITY_MS = 120_000;
const REQUEST_TIMEOUT_MS = 3_000;
const MIN_INTERVAL_MS = MIN_ICE_INTERVAL_SECONDS * 1000;
const RENEW_SHARE = 0.7;
const MIN_RENEW_MS = 15_000;

export interface RelayCredentialsPorts {
  ask(why: string): boolean;
  /** The server's clock in milliseconds. */
  now(): number;
  /** New credentials: connections are configured, not restarted. */
  changed(): void;
}

/**
 * TURN credentials that are always valid.
 *
 * They are renewed after 70 % of their life, and before a restart when less than two minutes are left.
 */
export class RelayCredentials {
  private credentials: IceCredentials | null = null;
  private requestedAt = -Infinity;
  private waiting: (() => void)[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ports: RelayCredentialsPorts) {}

  set(grant: IceCredentials): void {
    this.credentials = grant;
    for (const resolve of this.waiting.splice(0)) resolve();
    clearTimeout(this.timer);
    const wait = Math.max(MIN_RENEW_MS, this.msLeft() * RENEW_SHARE);
    // Timers cannot wait longer, and no call lasts that long.
    if (wait < 2 ** 31) this.timer = setTimeout(() => void this.request('expiry'), wait);
    this.ports.changed();
  }

  /** Returns the servers in the server's order: Chromium keeps a dead pair if new ones rank lower. */
  servers(): RTCIceServer[] {
    return this.credentials?.servers ?? [];
  }

  get hasRelay(): boolean {
    return this.servers().some((each) => [each.urls].flat().some((url) => url.startsWith('turn')));
  }

  /** Resolves with valid credentials, or after a time limit with the old ones. */
  async ensureValid(why: string): Promise<void> {
    if (this.msLeft() < MIN_VALIDITY_MS) await this.request(why);
  }

  stop(): void {
    clearTimeout(this.timer);
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private msLeft(): number {
    return this.credentials ? Date.parse(this.credentials.expires_at) - this.ports.now() : -Infinity;
  }

  private request(why: string): Promise<void> {
    const now = performance.now();
    clearTimeout(this.timer);
    // If the request is refused or lost, the timer repeats it.
    this.timer = setTimeout(() => void this.request('expiry'), MIN_RENEW_MS);
    if (now - this.requestedAt < MIN_INTERVAL_MS || !this.ports.ask(why)) return Promise.resolve();
    this.requestedAt = now;
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      setTimeout(resolve, REQUEST_TIMEOUT_MS);
    });
  }
}
