import { probeRelay, type CreatePeerConnection } from './ice-gathering';
import type { RelayCredentials } from './relay-credentials';
import { Peer, type SlotTracks } from './peer';
import type { SignalData } from '../signaling/protocol.generated';
import { AUDIO_ONLY, QualityLadder, ReceptionMonitor } from './quality';
import type { TrackSlot } from '../media/track-slots';
import type { LinkState, PeerTransport, SentMedia, PeerTransportEvents } from './peer-transport';
import { RelayProbe } from './relay-probe';
import type { LinkStats } from './link-stats';
import type { LinkProof } from '../types';

const INSPECT_MS = 500;
const LEVEL_MS = 200;
const JUDGE_EVERY = 4;
const VIDEO_GONE_MS = 3_000;
const PROBE_MS = 5_000;

interface MeshLink {
  inst: string;
  peer: Peer;
  ladder: QualityLadder;
  reception: ReceptionMonitor;
  sent: SentMedia;
  videoBytes: number;
  videoAt: number;
  view: LinkState;
}

export interface MeshPorts extends PeerTransportEvents {
  createConnection: CreatePeerConnection;
  credentials: RelayCredentials;
  policy: RTCIceTransportPolicy;
  /** The user's seat: of two, the lower one is the polite peer. */
  me: string;
}

/** A peer transport in which everybody sends to everybody. */
export class Mesh implements PeerTransport {
  private readonly links = new Map<string, MeshLink>();
  private readonly tracks: SlotTracks = { audio: null, camera: null, screen: null };
  private readonly probe: RelayProbe;
  private readonly timers: ReturnType<typeof setInterval>[];
  private inspections = 0;
  private isInspecting = false;
  private readonly formerInstances = new Set<string>();

  constructor(private readonly ports: MeshPorts) {
    const { createConnection: make, credentials: grants } = ports;
    this.probe = new RelayProbe(
      make,
      () => grants.servers(),
      () => this.restartBroken(),
    );
    this.timers = [setInterval(() => void this.inspect(), INSPECT_MS), setInterval(() => this.readLevels(), LEVEL_MS)];
    addEventListener('online', this.onNetworkChange);
    networkInformation()?.addEventListener('change', this.onNetworkChange);
  }

  publish(slot: TrackSlot, track: MediaStreamTrack): void {
    this.setTrack(slot, track);
  }

  unpublish(slot: TrackSlot): void {
    this.setTrack(slot, null);
  }

  addPeer(seat: string, inst: string, offers: boolean): void {
    const before = this.links.get(seat);
    if (before?.inst === inst) return;
    if (before) this.formerInstances.add(before.inst);
    // A new page of the same person has new keys: replace the connection at once.
    this.removePeer(seat);
    const peer = this.peerFor(seat, offers);
    const view: LinkState = { net: 'good', isVideoGone: false, step: 0 };
    const sent: SentMedia = { mic: true, cam: true, screen: false };
    const link: MeshLink = {
      inst,
      peer,
      sent,
      view,
      ladder: new QualityLadder(),
      reception: new ReceptionMonitor(),
      videoBytes: 0,
      videoAt: performance.now(),
    };
    this.links.set(seat, link);
    this.applyLimits();
  }

  removePeer(seat: string): void {
    this.links.get(seat)?.peer.close();
    if (this.links.delete(seat)) this.applyLimits();
  }

  receive(from: string, inst: string, epoch: number, d: SignalData): void {
    // A signal may arrive before the peer's own `peer` message.
    if (this.links.get(from)?.inst !== inst) {
      if (this.formerInstances.has(inst) || d.desc?.type === 'answer') return;
      this.addPeer(from, inst, false);
    }
    this.links.get(from)?.peer.negotiation.receive({ epoch, d });
  }

  setExpected(seat: string, sent: SentMedia): void {
    const link = this.links.get(seat);
    if (!link) return;
    if (sent.cam && !link.sent.cam) link.videoAt = performance.now();
    link.sent = sent;
    link.peer.isSending = sent.mic || sent.cam || sent.screen;
  }

  credentialsChanged(): void {
    for (const { peer } of this.links.values()) peer.configure();
  }

  repeatOffer(seat: string): void {
    this.links.get(seat)?.peer.negotiation.repeat();
  }

  restart(): void {
    for (const { peer } of this.links.values()) peer.restart();
  }

  async stats(): Promise<LinkProof[]> {
    return Promise.all([...this.links].map(async ([seat, { peer }]) => ({ seat, ...(await peer.proof()) })));
  }

  close(): void {
    this.timers.forEach(clearInterval);
    removeEventListener('online', this.onNetworkChange);
    networkInformation()?.removeEventListener('change', this.onNetworkChange);
    this.probe.stop();
    for (const { peer } of this.links.values()) peer.close();
    this.links.clear();
  }

  async probeRelays(): Promise<void> {
    if (!this.ports.credentials.hasRelay) return;
    const { ms, words } = await probeRelay(this.ports.createConnection, this.ports.credentials.servers(), PROBE_MS);
    this.ports.relays(ms !== null, words);
  }

  private peerFor(seat: string, offers: boolean): Peer {
    const { createConnection: make, credentials: grants, policy, me } = this.ports;
    return new Peer(me < seat, offers, {
      createConnection: make,
      configuration: () => ({ iceServers: grants.servers(), iceTransportPolicy: policy, bundlePolicy: 'max-bundle' }),
      refresh: () => grants.ensureValid('answer'),
      send: (epoch, d) => {
        const inst = this.links.get(seat)?.inst;
        if (inst) this.ports.signal(seat, inst, epoch, d);
      },
      tracks: () => this.tracks,
      remote: (slot, track) => this.ports.remote(seat, slot, track),
      gathered: (hasRelay, words) => grants.hasRelay && this.ports.relays(hasRelay, words),
    });
  }

  private setTrack(slot: TrackSlot, track: MediaStreamTrack | null): void {
    this.tracks[slot] = track;
    for (const { peer } of this.links.values()) void peer.set(slot, track);
  }

  private async inspect(): Promise<void> {
    // getStats may be slow: never two at a time.
    if (this.isInspecting) return;
    this.isInspecting = true;
    const isJudging = (this.inspections += 1) % JUDGE_EVERY === 0;
    const now = performance.now();
    await Promise.all(
      [...this.links].map(([seat, link]) => this.inspectLink(seat, link, now, isJudging).catch(() => undefined)),
    );
    if ([...this.links.values()].every(({ peer }) => peer.recovery.isLost === false)) this.probe.stop();
    this.isInspecting = false;
  }

  private async inspectLink(seat: string, link: MeshLink, now: number, isJudging: boolean): Promise<void> {
    const { stats, help: action } = await link.peer.inspect(now);
    if (this.links.get(seat) !== link) return;
    if (action === 'rebuild') link.peer.rebuild();
    if (action === 'offer') link.peer.offerAgain();
    if (action === 'look') this.findPath(link);
    if (isJudging) this.judge(link, stats, now);
    this.report(seat, link, stats, now);
  }

  private findPath(link: MeshLink): void {
    if (!this.probe.isRunning) this.ports.pathLost();
    if (this.ports.credentials.hasRelay) this.probe.start();
    else if (this.ports.isSignalingUp()) link.peer.restart(true);
  }

  /** Restarts broken links once a relay answers again. */
  private restartBroken(): void {
    if (!this.ports.isSignalingUp()) return;
    const mend = (): void => {
      const now = performance.now();
      for (const { peer } of this.links.values()) if (peer.recovery.needsRestart(now)) peer.restart(true);
    };
    void this.ports.credentials.ensureValid('restart').then(mend);
  }

  private judge(link: MeshLink, stats: LinkStats, now: number): void {
    if (link.peer.recovery.isLost !== false) return;
    link.reception.judge(stats);
    const before = link.ladder.step;
    if (link.ladder.judge(now, stats) !== before) this.applyLimits();
  }

  private report(seat: string, link: MeshLink, stats: LinkStats, now: number): void {
    if (stats.videoBytes !== link.videoBytes || !link.sent.cam) link.videoAt = now;
    link.videoBytes = stats.videoBytes;
    const isLost = link.peer.recovery.isLost;
    const isWeak = link.reception.isWeak || link.ladder.step > 0;
    const view: LinkState = {
      net: isLost ? 'lost' : isWeak ? 'weak' : 'good',
      isVideoGone: !isLost && now - link.videoAt > VIDEO_GONE_MS,
      step: link.ladder.step,
    };
    link.view = view;
    // Before the first media there is nothing to report.
    if (isLost !== null) this.ports.linkChanged(seat, view);
  }

  private readLevels(): void {
    if (this.links.size) this.ports.levels(new Map([...this.links].map(([seat, { peer }]) => [seat, peer.level()])));
  }

  private applyLimits(): void {
    const count = this.links.size;
    for (const { peer, ladder } of this.links.values()) {
      // Without a microphone, keep a little video.
      const step = this.tracks.audio ? ladder.step : Math.min(ladder.step, AUDIO_ONLY - 1);
      void peer.applyLimits(count, step);
    }
  }

  private readonly onNetworkChange = (): void => {
    if (!navigator.onLine || !this.ports.isSignalingUp()) return;
    void this.ports.credentials.ensureValid('network').then(() => this.restart());
  };
}

/** Returns the object by which Chromium reports a change of network, such as Wi-Fi to mobile. */
function networkInformation(): EventTarget | undefined {
  return (navigator as Navigator & { connection?: EventTarget }).connection;
}
