import { signal } from '@preact/signals';

type OutputElement = Omit<HTMLMediaElement, 'setSinkId'> & Partial<Pick<HTMLMediaElement, 'setSinkId'>>;

/** Plays the others' streams through the chosen speaker. */
export class Playback {
  readonly needsTap = signal(false);
  readonly canPick = signal(typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype);
  private readonly elements = new Set<OutputElement>();
  private speaker = '';

  /** Plays an element whose source is set. Returns a function that removes it. */
  play(element: HTMLMediaElement): () => void {
    this.elements.add(element);
    void this.route(element);
    void this.start(element);
    return () => this.elements.delete(element);
  }

  /** Tries to play all elements again; called inside a tap. */
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

  private async route(element: OutputElement): Promise<void> {
    if (!this.speaker || !element.setSinkId) return;
    await element.setSinkId(this.speaker).catch(() => (this.canPick.value = false));
  }
}
