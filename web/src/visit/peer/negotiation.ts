import { MAX_MESSAGE_CHARACTERS, type Candidate, type Description, type SignalData } from '../signaling/protocol';
import { belongsTo, generationOf, isOtherPeer, isIceRestart, ufragOf } from './session-description';

const BATCH_MS = 50;
const MAX_HELD = 64;

export interface IncomingSignal {
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
  useTransceivers(): Promise<void>;
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
  private highestEpoch = 0;
  private held: IncomingSignal[] = [];
  private candidates: Candidate[] = [];
  private pendingDescription: Description | null = null;
  private chain: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isStopped = false;

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
      if (pc.signalingState === 'have-local-offer' && !this.pendingDescription) this.queueDescription(pc);
      return Promise.resolve();
    });
  }

  receive(message: IncomingSignal): void {
    this.run(() => this.handle(message));
  }

  candidate(candidate: Candidate | null): void {
    // The end of candidates says nothing that a time limit would not.
    if (!candidate?.candidate) return;
    this.candidates.push(candidate);
    this.timer ??= setTimeout(() => this.flush(), BATCH_MS);
  }

  /** What the old connection had to say is void. What was heard ahead may be for the new one; the epoch is the pair's. */
  forget(): void {
    this.candidates = [];
    this.pendingDescription = null;
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private run(work: () => Promise<void>): void {
    this.chain = this.chain
      .then(() => (this.isStopped ? undefined : work()))
      .catch((reason: unknown) => (this.isStopped ? undefined : this.ports.failed(reason)));
  }

  private async propose(again: boolean): Promise<void> {
    const pc = this.ports.pc();
    const may = pc.signalingState === 'stable' || (again && pc.signalingState === 'have-local-offer');
    if (!may) return;
    this.highestEpoch += 1;
    this.epoch = this.highestEpoch;
    await pc.setLocalDescription();
    this.queueDescription(pc);
  }

  private async handle(message: IncomingSignal): Promise<void> {
    const { epoch, d } = message;
    this.highestEpoch = Math.max(this.highestEpoch, epoch);
    if (epoch < this.epoch) return;
    if (!d.desc) return this.handleCandidates(message);
    const isTaken =
      d.desc.type === 'offer' ? await this.handleOffer(epoch, d.desc) : await this.handleAnswer(epoch, d.desc);
    if (!isTaken) return;
    await this.addCandidates(d.cand ?? []);
    for (const each of this.held.splice(0)) await this.handleCandidates(each);
  }

  private async handleOffer(epoch: number, desc: Description): Promise<boolean> {
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
    if (isUnused || isOtherPeer(before.remoteDescription, desc)) this.ports.renew(false);
    const pc = this.ports.pc();
    if (isIceRestart(pc.remoteDescription, desc)) {
      this.ports.answering();
      await this.ports.refresh();
    }
    await pc.setRemoteDescription(desc);
    this.epoch = epoch;
    await this.ports.useTransceivers();
    await pc.setLocalDescription();
    this.queueDescription(pc);
    return true;
  }

  private async handleAnswer(epoch: number, desc: Description): Promise<boolean> {
    const pc = this.ports.pc();
    if (epoch !== this.epoch || pc.signalingState !== 'have-local-offer') return false;
    if (isOtherPeer(pc.remoteDescription, desc)) {
      this.ports.renew(true);
      await this.propose(true);
      return false;
    }
    await pc.setRemoteDescription(desc);
    return true;
  }

  private async handleCandidates(message: IncomingSignal): Promise<void> {
    const pc = this.ports.pc();
    const { epoch, d } = message;
    if (epoch < this.epoch) return;
    const ufrag = d.ufrag ?? generationOf(d.cand?.[0] ?? {});
    if (epoch === this.epoch && belongsTo(pc.remoteDescription, ufrag)) return this.addCandidates(d.cand ?? []);
    // Ahead of its description; of another generation, once this epoch is settled, it is dropped.
    const isAhead = epoch > this.epoch || pc.signalingState === 'have-local-offer' || !pc.remoteDescription;
    if (isAhead && this.held.length < MAX_HELD) this.held.push(message);
  }

  private async addCandidates(candidates: (Candidate | null)[]): Promise<void> {
    // One that this browser cannot use is no loss: the pair is found by others.
    for (const each of candidates)
      if (each)
        await this.ports
          .pc()
          .addIceCandidate(each)
          .catch(() => undefined);
  }

  private queueDescription(pc: RTCPeerConnection): void {
    const { type, sdp } = pc.localDescription ?? {};
    if ((type !== 'offer' && type !== 'answer') || !sdp) return;
    this.pendingDescription = { type, sdp };
    // The first candidates travel with it, which about halves the messages.
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), BATCH_MS);
  }

  private flush(): void {
    this.timer = undefined;
    const desc = this.pendingDescription;
    const ufrag = ufragOf(desc ?? this.ports.pc().localDescription);
    const cand = this.candidates.splice(0).filter((each) => (generationOf(each) ?? ufrag) === ufrag);
    this.pendingDescription = null;
    if (!desc) {
      if (cand.length) this.ports.send(this.epoch, { cand, ufrag });
      return;
    }
    const together = { desc, ...(cand.length ? { cand } : {}) };
    if (JSON.stringify(together).length < MAX_MESSAGE_CHARACTERS - 512) return this.ports.send(this.epoch, together);
    this.ports.send(this.epoch, { desc });
    this.ports.send(this.epoch, { cand, ufrag });
  }
}
