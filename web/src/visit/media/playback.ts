import { computed, signal } from '@preact/signals';

type OutputElement = Omit<HTMLMediaElement, 'setSinkId'> & Partial<Pick<HTMLMediaElement, 'setSinkId'>>;

/** Plays streams: those of the others through the chosen speaker. */
export class Playback {
  readonly needsTap = signal(false);
  readonly canPick = signal(typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype);
  private readonly elements = new Set<OutputElement>();
  private readonly stopped = signal<ReadonlySet<OutputElement>>(new Set());
  /** The system has paused an element: a telephone call, or earphones that were taken out. */
  readonly isPaused = computed(() => this.stopped.value.size > 0);
  private speaker = '';

  /** Plays an element whose source is set. Returns a function that removes it. */
  play(element: HTMLMediaElement): () => void {
    const onPause = (): void => this.setStopped(element, isInterrupted(element));
    const onPlay = (): void => this.setStopped(element, false);
    this.elements.add(element);
    element.addEventListener('pause', onPause);
    element.addEventListener('play', onPlay);
    void this.route(element);
    void this.start(element);
    return () => {
      element.removeEventListener('pause', onPause);
      element.removeEventListener('play', onPlay);
      this.elements.delete(element);
      this.setStopped(element, false);
    };
  }

  /** Tries to play all elements again: inside a tap, or when an interruption may be over. */
  resume(): void {
    this.needsTap.value = false;
    for (const element of this.elements) void this.start(element);
  }

  /** Sets the speaker. Where a browser refuses it, the choice is hidden. */
  async setSpeaker(speaker: string): Promise<void> {
    this.speaker = speaker;
    await Promise.all([...this.elements].map((element) => this.route(element)));
  }

  private async start(element: OutputElement): Promise<void> {
    // Only the autoplay rule needs a tap; an abort means that a newer source came.
    await element.play().catch((reason: unknown) => {
      if (reason instanceof DOMException && reason.name === 'NotAllowedError') this.needsTap.value = true;
    });
  }

  private setStopped(element: OutputElement, isStopped: boolean): void {
    if (this.stopped.value.has(element) === isStopped) return;
    const next = new Set(this.stopped.value);
    if (isStopped) next.add(element);
    else next.delete(element);
    this.stopped.value = next;
  }

  private async route(element: OutputElement): Promise<void> {
    if (!this.speaker || element.muted || !element.setSinkId) return;
    await element.setSinkId(this.speaker).catch(() => (this.canPick.value = false));
  }
}

/**
 * Whether a pause is the system's: the page itself pauses nothing.
 *
 * An element whose stream has ended pauses too. The user's own picture is muted and only plays again.
 */
function isInterrupted(element: HTMLMediaElement): boolean {
  const stream = element.srcObject as MediaStream | null;
  return !element.muted && !element.ended && stream?.active !== false;
}
