import { MAX_MESSAGE_BYTES, type SessionDescription, type SignalData } from '../signaling/protocol.generated';
import { belongsTo, generationOf, isOtherPeer, isIceRestart, ufragOf } from './session-description';

const BATCH_MS = 50;
const MAX_HELD = 64;
/** Room for the fields around the data of a message. */
const ENVELOPE_BYTES = 1_024;

export interface IncomingSignal {
  epoch: number;
  d: SignalData;
}

export interface NegotiationPorts {
  pc(): RTCPeerConnection;
  send(epoch: number, d: SignalData): void;
  /** Renews our relay credentials before an ICE restart is answered. */
  refresh(): Promise<void>;
  /** An ICE restart of the other side is being answered. */
  answering(): void;
  /** Replaces the connection; `offers`: this side offers first. */
  renew(offers: boolean): void;
  /** Puts our tracks into the transceivers of a remote offer. */
  useTransceivers(): Promise<void>;
  failed(reason: unknown): void;
}

/**
 * Agrees on descriptions, even if messages are lost, doubled or reordered.
 *
 * This is perfect negotiation with epochs: an offer has the highest epoch seen + 1, its answer and candidates have the
 * same. When both offer, the polite side gives way. Older messages are dropped; early candidates wait. All steps run
 * one after another.
 */
export class Negotiation {
  epoch = 0;
  private highestEpoch = 0;
  private held: IncomingSignal[] = [];
  private candidates: RTCIceCandidateInit[] = [];
  private pendingDescription: SessionDescription | null = null;
  private chain: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isStopped = false;

  constructor(
    private readonly polite: boolean,
    private readonly ports: NegotiationPorts,
  ) {}

  /** Offers if possible; `again`: also over our own unanswered offer. */
  offer(again = false): void {
    this.run(() => this.propose(again));
  }

  /**
   * Sends our unanswered offer again, unchanged, to a peer who is back.
   *
   * A new one would cross the offer that the peer makes on return, and neither would be answered.
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

  candidate(candidate: RTCIceCandidateInit | null): void {
    // The end of candidates is not sent, because time limits replace it.
    if (!candidate?.candidate) return;
    this.candidates.push(candidate);
    this.timer ??= setTimeout(() => this.flush(), BATCH_MS);
  }

  /** Drops unsent messages of the old connection. Early messages and the epoch stay. */
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

  private async handleOffer(epoch: number, desc: SessionDescription): Promise<boolean> {
    const before = this.ports.pc();
    const isGlare = before.signalingState !== 'stable';
    // A late copy of an offer that lost.
    if (epoch === this.epoch && !isGlare) return false;
    if (isGlare && !this.polite) {
      // The other side has a newer epoch and will not answer ours: offer again.
      if (epoch > this.epoch) await this.propose(true);
      return false;
    }
    // The transceivers of our own offer would be left over beside the other side's.
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

  private async handleAnswer(epoch: number, desc: SessionDescription): Promise<boolean> {
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
    // Hold what is ahead of its description; drop what is of another generation.
    const isAhead = epoch > this.epoch || pc.signalingState === 'have-local-offer' || !pc.remoteDescription;
    if (isAhead && this.held.length < MAX_HELD) this.held.push(message);
  }

  private async addCandidates(candidates: (RTCIceCandidateInit | null)[]): Promise<void> {
    // A candidate that this browser cannot use is no loss.
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
    // The first candidates travel along, which halves the messages.
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
    const bytes = new TextEncoder().encode(JSON.stringify(together)).length;
    if (bytes < MAX_MESSAGE_BYTES - ENVELOPE_BYTES) return this.ports.send(this.epoch, together);
    this.ports.send(this.epoch, { desc });
    this.ports.send(this.epoch, { cand, ufrag });
  }
}
