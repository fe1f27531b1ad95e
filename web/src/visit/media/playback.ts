import { signal } from '@preact/signals';

type OutputElement = Omit<HTMLMediaElement, 'setSinkId'> & Partial<Pick<HTMLMediaElement, 'setSinkId'>>;

/** The elements that play the others: through the chosen speaker, and again when a tap is needed. */
export class Playback {
  readonly needsTap = signal(false);
  readonly canPick = signal(typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype);
  private readonly elements = new Set<OutputElement>();
  private speaker = '';

  /** The element's source is set; playing is tried at once and after each interruption. */
  play(element: HTMLMediaElement): () => void {
    this.elements.add(element);
    void this.route(element);
    void this.start(element);
    return () => this.elements.delete(element);
  }

  /** Inside a tap, or when the page is seen again. */
  hear(): void {
    this.needsTap.value = false;
    for (const element of this.elements) void this.start(element);
  }

  /** Safari offers it and ignores it for what comes from others, other browsers refuse at times: then the choice is hidden. */
  async use(speaker: string): Promise<void> {
    this.speaker = speaker;
    await Promise.all([...this.elements].map((element) => this.route(element)));
  }

  private async start(element: OutputElement): Promise<void> {
    // Refused by the autoplay rule; an abort only means that a newer source came.
    await element.play().catch((reason: unknown) => {
      if (reason instanceof DOMException && reason.name === 'NotAllowedError') this.needsTap.value = true;
    });
  }

  private async route(element: OutputElement): Promise<void> {
    if (!this.speaker || !element.setSinkId) return;
    await element.setSinkId(this.speaker).catch(() => (this.canPick.value = false));
  }
}
