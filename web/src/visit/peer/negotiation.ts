import { LARGEST, type Candidate, type Description, type SignalData } from '../signaling/protocol';
import { belongs, generationOf, isOther, isRestart, ufragOf } from './sdp';

const BATCH_MS = 50;
const MOST_HELD = 64;

export interface Incoming {
  epoch: number;
  d: SignalData;
}

export interface NegotiationPorts {
  pc(): RTCPeerConnection;
  send(epoch: number, d: SignalData): void;
  /** Before an ICE restart is answered: the own relays must be fresh as well (video.md §5.2). */
  refresh(): Promise<void>;
  /** An ICE restart of the other side is being answered: it renews both ends. */
  answering(): void;
  /** Throws the connection away for a new one; `offers` when this side speaks first. */
  renew(offers: boolean): void;
  /** A remote offer was set: the own tracks go into its places. */
  place(): Promise<void>;
  failed(reason: unknown): void;
}

/**
 * How two sides come to one description, whatever is lost, doubled or overtaken on the way (video.md §5).
 *
 * Everything runs in one chain. An offer carries the highest epoch seen + 1, its answer and candidates the same. When
 * both offer, the polite side gives way. What is older is dropped; what is ahead of its description waits for it.
 */
export class Negotiation {
  epoch = 0;
  private seen = 0;
  private held: Incoming[] = [];
  private found: Candidate[] = [];
  private described: Description | null = null;
  private chain: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isOver = false;

  constructor(
    private readonly polite: boolean,
    private readonly ports: NegotiationPorts,
  ) {}

  /** Offers when that is possible; `again`: also over an own offer that was perhaps never heard. */
  offer(again = false): void {
    this.run(() => this.propose(again));
  }

  /**
   * The other side is back: an offer that it may have missed is said again, word for word. A new one would cross the
   * offer that it makes itself on its return, and neither would be answered.
   */
  repeat(): void {
    this.run(() => {
      const pc = this.ports.pc();
      if (pc.signalingState === 'have-local-offer' && !this.described) this.describe(pc);
      return Promise.resolve();
    });
  }

  receive(message: Incoming): void {
    this.run(() => this.take(message));
  }

  candidate(candidate: Candidate | null): void {
    // The end of candidates says nothing that a time limit would not.
    if (!candidate?.candidate) return;
    this.found.push(candidate);
    this.timer ??= setTimeout(() => this.flush(), BATCH_MS);
  }

  /** What the old connection had to say is void. What was heard ahead may be for the new one; the epoch is the pair's. */
  forget(): void {
    this.found = [];
    this.described = null;
  }

  stop(): void {
    this.isOver = true;
    clearTimeout(this.timer);
  }

  private run(work: () => Promise<void>): void {
    this.chain = this.chain
      .then(() => (this.isOver ? undefined : work()))
      .catch((reason: unknown) => (this.isOver ? undefined : this.ports.failed(reason)));
  }

  private async propose(again: boolean): Promise<void> {
    const pc = this.ports.pc();
    const may = pc.signalingState === 'stable' || (again && pc.signalingState === 'have-local-offer');
    if (!may) return;
    this.seen += 1;
    this.epoch = this.seen;
    await pc.setLocalDescription();
    this.describe(pc);
  }

  private async take(message: Incoming): Promise<void> {
    const { epoch, d } = message;
    this.seen = Math.max(this.seen, epoch);
    if (epoch < this.epoch) return;
    if (!d.desc) return this.takeCandidates(message);
    const isTaken =
      d.desc.type === 'offer' ? await this.takeOffer(epoch, d.desc) : await this.takeAnswer(epoch, d.desc);
    if (!isTaken) return;
    await this.add(d.cand ?? []);
    for (const each of this.held.splice(0)) await this.takeCandidates(each);
  }

  private async takeOffer(epoch: number, desc: Description): Promise<boolean> {
    const before = this.ports.pc();
    const isGlare = before.signalingState !== 'stable';
    // Settled already: the offer that lost comes late.
    if (epoch === this.epoch && !isGlare) return false;
    if (isGlare && !this.polite) {
      // The other side will never answer ours, which is older than what it has said since.
      if (epoch > this.epoch) await this.propose(true);
      return false;
    }
    // Its places were made for an offer of our own: taken back they would be left over beside those of the other side.
    const isUnused = isGlare && !before.remoteDescription;
    if (isUnused || isOther(before.remoteDescription, desc)) this.ports.renew(false);
    const pc = this.ports.pc();
    if (isRestart(pc.remoteDescription, desc)) {
      this.ports.answering();
      await this.ports.refresh();
    }
    await pc.setRemoteDescription(desc);
    this.epoch = epoch;
    await this.ports.place();
    await pc.setLocalDescription();
    this.describe(pc);
    return true;
  }

  private async takeAnswer(epoch: number, desc: Description): Promise<boolean> {
    const pc = this.ports.pc();
    if (epoch !== this.epoch || pc.signalingState !== 'have-local-offer') return false;
    if (isOther(pc.remoteDescription, desc)) {
      this.ports.renew(true);
      await this.propose(true);
      return false;
    }
    await pc.setRemoteDescription(desc);
    return true;
  }

  private async takeCandidates(message: Incoming): Promise<void> {
    const pc = this.ports.pc();
    const { epoch, d } = message;
    if (epoch < this.epoch) return;
    const ufrag = d.ufrag ?? generationOf(d.cand?.[0] ?? {});
    if (epoch === this.epoch && belongs(pc.remoteDescription, ufrag)) return this.add(d.cand ?? []);
    // Ahead of its description; of another generation, once this epoch is settled, it is dropped.
    const isAhead = epoch > this.epoch || pc.signalingState === 'have-local-offer' || !pc.remoteDescription;
    if (isAhead && this.held.length < MOST_HELD) this.held.push(message);
  }

  private async add(candidates: (Candidate | null)[]): Promise<void> {
    // One that this browser cannot use is no loss: the pair is found by others.
    for (const each of candidates)
      if (each)
        await this.ports
          .pc()
          .addIceCandidate(each)
          .catch(() => undefined);
  }

  private describe(pc: RTCPeerConnection): void {
    const { type, sdp } = pc.localDescription ?? {};
    if ((type !== 'offer' && type !== 'answer') || !sdp) return;
    this.described = { type, sdp };
    // The first candidates travel with it, which about halves the messages.
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), BATCH_MS);
  }

  private flush(): void {
    this.timer = undefined;
    const desc = this.described;
    const ufrag = ufragOf(desc ?? this.ports.pc().localDescription);
    const cand = this.found.splice(0).filter((each) => (generationOf(each) ?? ufrag) === ufrag);
    this.described = null;
    if (!desc) {
      if (cand.length) this.ports.send(this.epoch, { cand, ufrag });
      return;
    }
    const together = { desc, ...(cand.length ? { cand } : {}) };
    if (JSON.stringify(together).length < LARGEST - 512) return this.ports.send(this.epoch, together);
    this.ports.send(this.epoch, { desc });
    this.ports.send(this.epoch, { cand, ufrag });
  }
}
