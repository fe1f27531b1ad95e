import { probeRelay, type CreatePeerConnection } from './ice-gathering';

const INTERVAL_MS = 500;
const TIMEOUT_MS = 2_000;

/**
 * Tests the relays until one answers.
 *
 * An ICE restart without a relay gathers nothing and costs five seconds, so a restart waits for this.
 */
export class RelayProbe {
  private abort: AbortController | null = null;

  constructor(
    private readonly create: CreatePeerConnection,
    private readonly servers: () => RTCIceServer[],
    private readonly onReachable: () => void,
  ) {}

  get isRunning(): boolean {
    return this.abort !== null;
  }

  start(): void {
    if (this.abort) return;
    const stopper = (this.abort = new AbortController());
    const tryOnce = (): void =>
      void probeRelay(this.create, this.servers(), TIMEOUT_MS, stopper.signal).then(({ ms }) => {
        if (ms === null || stopper.signal.aborted) return;
        this.stop();
        this.onReachable();
      });
    tryOnce();
    const timer = setInterval(tryOnce, INTERVAL_MS);
    stopper.signal.addEventListener('abort', () => clearInterval(timer));
  }

  stop(): void {
    this.abort?.abort();
    this.abort = null;
  }
}
