import { reachRelay, type MakePc } from './ice-gathering';

const EVERY_MS = 500;
const EACH_MS = 2_000;

/**
 * Waits until a relay answers again. A restart before that gathers nothing and costs five seconds (video.md §5.3:
 * "repeating while blind"), so a broken path is watched by small trials, and the restart follows the first that succeeds.
 */
export class Sight {
  private stopper: AbortController | null = null;

  constructor(
    private readonly make: MakePc,
    private readonly servers: () => RTCIceServer[],
    private readonly seen: () => void,
  ) {}

  get isLooking(): boolean {
    return this.stopper !== null;
  }

  look(): void {
    if (this.stopper) return;
    const stopper = (this.stopper = new AbortController());
    const tryOnce = (): void =>
      void reachRelay(this.make, this.servers(), EACH_MS, stopper.signal).then(({ ms }) => {
        if (ms === null || stopper.signal.aborted) return;
        this.stop();
        this.seen();
      });
    tryOnce();
    const timer = setInterval(tryOnce, EVERY_MS);
    stopper.signal.addEventListener('abort', () => clearInterval(timer));
  }

  stop(): void {
    this.stopper?.abort();
    this.stopper = null;
  }
}
