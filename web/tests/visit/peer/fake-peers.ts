import { Negotiation, type IncomingSignal } from '../../../src/visit/peer/negotiation';
import type { SignalData } from '../../../src/visit/signaling/protocol.generated';
import { ufragOf } from '../../../src/visit/peer/session-description';

/** Random numbers from a seed, so that a failure can be repeated. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Described {
  type: 'offer' | 'answer';
  sdp: string;
}

let connectionCount = 0;

/** The part of RTCPeerConnection that Negotiation uses: states, errors and ICE generations. */
export class FakePc {
  signalingState: RTCSignalingState = 'stable';
  localDescription: Described | null = null;
  remoteDescription: Described | null = null;
  readonly candidates: string[] = [];
  readonly name = `pc${++connectionCount}`;
  onfound: (candidate: RTCIceCandidateInit) => void = () => undefined;
  onneeded: () => void = () => undefined;
  private generation = 0;
  private mustRestart = true;
  private isNeeded = false;
  private before: { local: Described | null; remote: Described | null } = { local: null, remote: null };

  constructor(private readonly random: () => number) {}

  need(): void {
    this.isNeeded = true;
    this.check();
  }

  restartIce(): void {
    this.mustRestart = true;
    this.need();
  }

  close(): void {
    this.signalingState = 'closed';
  }

  async setLocalDescription(): Promise<void> {
    await this.busy();
    const type = this.signalingState === 'have-remote-offer' ? 'answer' : 'offer';
    const isNew = this.mustRestart || (type === 'answer' && this.isRestarted());
    if (isNew) this.generation += 1;
    if (this.signalingState === 'stable')
      this.before = { local: this.localDescription, remote: this.remoteDescription };
    this.localDescription = { type, sdp: `a=fingerprint:${this.name}\na=ice-ufrag:${this.name}.${this.generation}\n` };
    if (type === 'answer') this.settle();
    else this.signalingState = 'have-local-offer';
    if (isNew) this.gather();
  }

  async setRemoteDescription(desc: Described): Promise<void> {
    await this.busy();
    if (desc.type === 'answer' && this.signalingState !== 'have-local-offer') throw new Error('answer to nothing');
    if (desc.type === 'offer' && this.signalingState === 'have-local-offer') this.localDescription = this.before.local;
    if (desc.type === 'offer') this.before.remote = this.remoteDescription;
    this.remoteDescription = desc;
    if (desc.type === 'answer') this.settle();
    else this.signalingState = 'have-remote-offer';
  }

  async addIceCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    await this.busy();
    if (!this.remoteDescription) throw new Error('a candidate before its description');
    if (ufragOf(this.remoteDescription) !== candidate.usernameFragment)
      throw new Error('a candidate of another generation');
    this.candidates.push(candidate.candidate ?? '');
  }

  private isRestarted(): boolean {
    return ufragOf(this.before.remote) !== ufragOf(this.remoteDescription);
  }

  private settle(): void {
    this.signalingState = 'stable';
    this.mustRestart = false;
    this.isNeeded = false;
  }

  private check(): void {
    setTimeout(() => this.isNeeded && this.signalingState === 'stable' && this.onneeded());
  }

  private gather(): void {
    const ufrag = ufragOf(this.localDescription);
    for (const place of [1, 2, 3])
      setTimeout(() => this.onfound({ candidate: `${ufrag}/${place}`, usernameFragment: ufrag }), this.random() * 90);
  }

  private busy(): Promise<void> {
    return new Promise((done) => setTimeout(done, this.random() * 10));
  }
}

/** One side of a pair; `pcs`: all its connections, the last one in use. */
export class Side {
  readonly negotiation: Negotiation;
  readonly pcs: FakePc[] = [];
  readonly failures: unknown[] = [];
  readonly sent: IncomingSignal[] = [];
  refreshed = 0;
  restartsAnswered = 0;

  constructor(
    polite: boolean,
    private readonly random: () => number,
    private readonly post: (message: IncomingSignal) => void,
  ) {
    this.negotiation = new Negotiation(polite, {
      pc: () => this.pc as unknown as RTCPeerConnection,
      send: (epoch, d) => this.say(epoch, d),
      refresh: async () => void (this.refreshed += 1),
      answering: () => void (this.restartsAnswered += 1),
      renew: () => this.renew(),
      useTransceivers: async () => undefined,
      failed: (reason) => this.failures.push(reason),
    });
    this.renew();
  }

  get pc(): FakePc {
    return this.pcs.at(-1)!;
  }

  renew(): void {
    if (this.pcs.length) this.negotiation.forget();
    this.pcs.at(-1)?.close();
    const pc = new FakePc(this.random);
    pc.onfound = (candidate) => pc === this.pc && this.negotiation.candidate(candidate);
    pc.onneeded = () => pc === this.pc && this.negotiation.offer();
    this.pcs.push(pc);
  }

  private say(epoch: number, d: SignalData): void {
    const message = JSON.parse(JSON.stringify({ epoch, d })) as IncomingSignal;
    this.sent.push(message);
    this.post(message);
  }
}

/** Whether both sides are stable with the same two descriptions. */
export function agree(a: Side, b: Side): boolean {
  return (
    [a, b].every((side) => side.pc.signalingState === 'stable') &&
    a.pc.localDescription?.sdp === b.pc.remoteDescription?.sdp &&
    b.pc.localDescription?.sdp === a.pc.remoteDescription?.sdp &&
    a.pc.localDescription !== null
  );
}
