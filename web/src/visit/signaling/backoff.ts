const FIRST_MS = 250;
const MAX_MS = 8_000;

/**
 * How long to wait before each try: 250 ms, doubled, at most 8 s, each times 50 to 150 %.
 *
 * The chance spreads many rooms that lost the same server. Source: video.md §5.1.
 */
export class Backoff {
  private tries = 0;

  constructor(private readonly chance: () => number = Math.random) {}

  next(): number {
    const wait = Math.min(MAX_MS, FIRST_MS * 2 ** this.tries);
    this.tries += 1;
    return wait * (0.5 + this.chance());
  }

  reset(): void {
    this.tries = 0;
  }
}
