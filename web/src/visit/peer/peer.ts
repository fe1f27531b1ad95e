import { IceGathering, type CreatePeerConnection } from './ice-gathering';
import { cameraLimit, prioritizeAudio, limitSender, screenLimit } from './sender-limits';
import { Negotiation } from './negotiation';
import type { SignalData } from '../signaling/protocol.generated';
import { LinkRecovery, type RecoveryAction } from './link-recovery';
import { TRACK_SLOTS, type TrackSlot } from '../media/track-slots';
import { linkStats, proofOf, type LinkStats } from './link-stats';
import type { LinkProof } from '../types';

const GATHER_MS = 5_000;

export type SlotTracks = Record<TrackSlot, MediaStreamTrack | null>;

export interface PeerPorts {
  createConnection: CreatePeerConnection;
  configuration(): RTCConfiguration;
  /** Renews our relay credentials before a restart is answered. */
  refresh(): Promise<void>;
  send(epoch: number, d: SignalData): void;
  tracks(): SlotTracks;
  remote(slot: TrackSlot, track: MediaStreamTrack | null): void;
  gathered(hasRelay: boolean, words: string): void;
}

/** The connection to one seat, with its negotiation and recovery. */
export class Peer {
  readonly negotiation: Negotiation;
  readonly recovery: LinkRecovery;
  restarts = 0;
  rebuilds = 0;
  /** Whether the other side says that it sends something. */
  isSending = true;
  private pc: RTCPeerConnection;
  private transceivers: RTCRtpTransceiver[] = [];
  private gatherTimer: ReturnType<typeof setTimeout> | undefined;
  private limits = { links: 1, step: 0 };

  constructor(
    polite: boolean,
    offers: boolean,
    private readonly ports: PeerPorts,
  ) {
    this.recovery = new LinkRecovery(performance.now());
    this.pc = this.connection();
    this.negotiation = new Negotiation(polite, {
      pc: () => this.pc,
      send: (epoch, d) => ports.send(epoch, d),
      refresh: async () => {
        await ports.refresh();
        this.configure();
      },
      answering: () => this.recovery.answering(performance.now()),
      renew: (speaks) => this.renew(speaks),
      useTransceivers: () => this.useTransceivers(),
      // A failed description is repaired by the next: unanswered offers are repeated.
      failed: () => undefined,
    });
    if (offers) this.open();
  }

  /** Adds the three transceivers, which makes the browser ask for an offer. */
  open(): void {
    const kinds: Record<TrackSlot, string> = { audio: 'audio', camera: 'video', screen: 'video' };
    // Both directions from the start, so that later tracks need no new offer.
    this.transceivers = TRACK_SLOTS.map((slot) => this.pc.addTransceiver(kinds[slot], { direction: 'sendrecv' }));
    void this.sendTracks();
  }

  /** Restarts ICE; the other side answers with new candidates. */
  restart(withRelay = false): void {
    this.restarts += 1;
    this.recovery.restarted(performance.now(), withRelay);
    this.configure();
    this.pc.restartIce();
    if (!this.transceivers.length) this.open();
    this.negotiation.offer(true);
  }

  rebuild(): void {
    this.renew(true);
    this.negotiation.offer(true);
  }

  /** Repeats an unanswered offer, or makes the first one. */
  offerAgain(): void {
    if (!this.transceivers.length) this.open();
    this.negotiation.offer(true);
  }

  configure(): void {
    if (this.pc.signalingState === 'closed') return;
    try {
      this.pc.setConfiguration({ ...this.pc.getConfiguration(), ...this.ports.configuration() });
    } catch {
      // A browser that cannot change them keeps its present relays.
    }
  }

  async set(slot: TrackSlot, track: MediaStreamTrack | null): Promise<void> {
    const sender = this.transceivers[TRACK_SLOTS.indexOf(slot)]?.sender;
    if (sender && sender.track !== track) await sender.replaceTrack(track).catch(() => undefined);
    await this.applyLimits(this.limits.links, this.limits.step);
  }

  /** Limits what is sent by the number of links and the network. */
  async applyLimits(links: number, step: number): Promise<void> {
    this.limits = { links, step };
    const [, camera, screen] = this.transceivers.map((each) => each.sender);
    if (camera) await limitSender(camera, cameraLimit(links, step));
    if (screen) await limitSender(screen, screenLimit(links, step));
  }

  async inspect(now: number): Promise<{ stats: LinkStats; help: RecoveryAction }> {
    const stats = linkStats(await this.pc.getStats());
    const { iceConnectionState: ice, signalingState: signaling, remoteDescription } = this.pc;
    const hasRemote = remoteDescription !== null;
    const action = this.recovery.judge({
      now,
      ice,
      signaling,
      hasRemote,
      bytes: stats.bytes,
      isSending: this.isSending,
    });
    return { stats, help: action };
  }

  /** Returns the present incoming audio level, 0 to 1. */
  level(): number {
    const receiver = this.transceivers[0]?.receiver;
    return receiver?.getSynchronizationSources()[0]?.audioLevel ?? 0;
  }

  async proof(): Promise<Omit<LinkProof, 'seat'>> {
    const { restarts, rebuilds } = this;
    return { ...proofOf(await this.pc.getStats()), ice: this.pc.iceConnectionState, restarts, rebuilds };
  }

  close(): void {
    this.negotiation.stop();
    this.closeConnection();
    for (const slot of TRACK_SLOTS) this.ports.remote(slot, null);
  }

  private connection(): RTCPeerConnection {
    const pc = this.ports.createConnection(this.ports.configuration());
    this.watchGathering(pc);
    pc.onnegotiationneeded = () => this.negotiation.offer();
    pc.ontrack = ({ track, transceiver }) => {
      const slot = TRACK_SLOTS[pc.getTransceivers().indexOf(transceiver)];
      if (slot) this.ports.remote(slot, track);
    };
    return pc;
  }

  /** Reports relays; a dead one over UDP never answers, hence the time limit. */
  private watchGathering(pc: RTCPeerConnection): void {
    const gathering = new IceGathering();
    const tell = (): void => {
      clearTimeout(this.gatherTimer);
      this.ports.gathered(gathering.hasRelay, gathering.words());
    };
    pc.onicecandidate = (event) => {
      const hadRelay = gathering.hasRelay;
      gathering.onCandidate(event.candidate);
      this.negotiation.candidate(event.candidate?.toJSON() ?? null);
      if (gathering.hasRelay !== hadRelay || (!event.candidate && !hadRelay)) tell();
    };
    pc.onicecandidateerror = (event) => gathering.onError(event.url, event.errorCode);
    pc.onicegatheringstatechange = () => {
      if (pc.iceGatheringState !== 'gathering') return;
      gathering.reset();
      clearTimeout(this.gatherTimer);
      this.gatherTimer = setTimeout(tell, GATHER_MS);
    };
  }

  private renew(offers: boolean): void {
    this.rebuilds += 1;
    this.closeConnection();
    this.negotiation.forget();
    this.recovery.rebuilt(performance.now());
    this.pc = this.connection();
    if (offers) this.open();
  }

  private closeConnection(): void {
    const { pc } = this;
    clearTimeout(this.gatherTimer);
    pc.onnegotiationneeded = pc.onicecandidate = pc.onicecandidateerror = null;
    pc.ontrack = pc.onicegatheringstatechange = null;
    pc.close();
    this.transceivers = [];
  }

  /** Puts our tracks into the transceivers of the other side's offer. */
  private async useTransceivers(): Promise<void> {
    this.transceivers = this.pc.getTransceivers().slice(0, TRACK_SLOTS.length);
    for (const each of this.transceivers) if (each.direction !== 'sendrecv') each.direction = 'sendrecv';
    await this.sendTracks();
  }

  private async sendTracks(): Promise<void> {
    const tracks = this.ports.tracks();
    const { transceivers } = this;
    await Promise.all(TRACK_SLOTS.map((slot) => this.set(slot, tracks[slot])));
    if (transceivers[0]) await prioritizeAudio(transceivers[0].sender);
  }
}
