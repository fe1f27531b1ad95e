import type { IceCredentials } from '../signaling/protocol';

const MIN_VALIDITY_MS = 120_000;
const REQUEST_TIMEOUT_MS = 3_000;
/** The server gives one at most each ten seconds. */
const MIN_INTERVAL_MS = 10_000;
const RENEW_SHARE = 0.7;
const MIN_RENEW_MS = 15_000;

export interface RelayCredentialsPorts {
  ask(why: string): boolean;
  /** The server's clock, milliseconds. */
  now(): number;
  /** A new one is in hand: every connection is told, none is restarted. */
  changed(): void;
}

/**
 * The own relays. An allocation must begin while its grant holds, so there is always one that does: it is renewed
 * at 70 % of its life, and asked for anew before a restart if less than two minutes are left.
 */
export class RelayCredentials {
  private credentials: IceCredentials | null = null;
  private askedAt = -Infinity;
  private waiting: (() => void)[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ports: RelayCredentialsPorts) {}

  set(grant: IceCredentials): void {
    this.credentials = grant;
    for (const done of this.waiting.splice(0)) done();
    clearTimeout(this.timer);
    const wait = Math.max(MIN_RENEW_MS, this.msLeft() * RENEW_SHARE);
    // Longer than a timer can count is longer than any call.
    if (wait < 2 ** 31) this.timer = setTimeout(() => void this.request('expiry'), wait);
    this.ports.changed();
  }

  /** The order of urls stays as granted: Chromium keeps a dead pair when new candidates rank lower (video.md §5.4). */
  servers(): RTCIceServer[] {
    return (this.credentials?.servers ?? []).map(({ urls, username, credential }) => ({ urls, username, credential }));
  }

  get hasRelay(): boolean {
    return this.servers().some((each) => [each.urls].flat().some((url) => url.startsWith('turn')));
  }

  /** Resolves with a grant that holds, or with the old one when none came in time. */
  async ensureValid(why: string): Promise<void> {
    if (this.msLeft() < MIN_VALIDITY_MS) await this.request(why);
  }

  stop(): void {
    clearTimeout(this.timer);
    for (const done of this.waiting.splice(0)) done();
  }

  private msLeft(): number {
    return this.credentials ? Date.parse(this.credentials.expires_at) - this.ports.now() : -Infinity;
  }

  private request(why: string): Promise<void> {
    const now = Date.now();
    clearTimeout(this.timer);
    // Refused or lost: asked again while the call goes on.
    this.timer = setTimeout(() => void this.request('expiry'), MIN_RENEW_MS);
    if (now - this.askedAt < MIN_INTERVAL_MS || !this.ports.ask(why)) return Promise.resolve();
    this.askedAt = now;
    return new Promise((done) => {
      this.waiting.push(done);
      setTimeout(done, REQUEST_TIMEOUT_MS);
    });
  }
}
