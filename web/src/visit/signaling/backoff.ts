const FIRST_MS = 250;
const MAX_MS = 8_000;

/**
 * Waits between attempts: 250 ms, doubled up to 8 s, each times 0.5 to 1.5.
 *
 * The jitter spreads the reconnects of many rooms that lost the same server.
 */
export class Backoff {
  private tries = 0;

  constructor(private readonly random: () => number = Math.random) {}

  next(): number {
    const wait = Math.min(MAX_MS, FIRST_MS * 2 ** this.tries);
    this.tries += 1;
    return wait * (0.5 + this.random());
  }

  reset(): void {
    this.tries = 0;
  }
}
