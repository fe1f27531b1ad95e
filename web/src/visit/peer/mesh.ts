import { reachRelay, type MakePc } from './ice-gathering';
import type { Grants } from './relay-credentials';
import { Peer, type Tracks } from './peer';
import type { SignalData } from '../signaling/protocol';
import { AUDIO_ONLY, Ladder, Reception } from './quality';
import type { LinkView, MediaSession, Sent, SessionEvents, Slot } from './peer-transport';
import { Sight } from './relay-probe';
import type { LinkStats } from './link-stats';
import type { LinkProof } from '../types';

const LOOK_MS = 500;
const LEVEL_MS = 200;
const JUDGE_EVERY = 4;
const VIDEO_GONE_MS = 3_000;
const REACH_MS = 5_000;

interface Link {
  inst: string;
  peer: Peer;
  ladder: Ladder;
  reception: Reception;
  sent: Sent;
  videoBytes: number;
  videoAt: number;
  view: LinkView;
}

export interface MeshPorts extends SessionEvents {
  make: MakePc;
  grants: Grants;
  policy: RTCIceTransportPolicy;
  /** The own seat: the lower of two is the polite one. */
  me: string;
}

/** Everybody sends to everybody; nothing outside this file knows it. */
export class Mesh implements MediaSession {
  private readonly links = new Map<string, Link>();
  private readonly tracks: Tracks = { audio: null, camera: null, screen: null };
  private readonly sight: Sight;
  private readonly timers: ReturnType<typeof setInterval>[];
  private looks = 0;
  private isLooking = false;
  private readonly past = new Set<string>();

  constructor(private readonly ports: MeshPorts) {
    const { make, grants } = ports;
    this.sight = new Sight(
      make,
      () => grants.servers(),
      () => this.helpBroken(),
    );
    this.timers = [setInterval(() => void this.look(), LOOK_MS), setInterval(() => this.listen(), LEVEL_MS)];
    addEventListener('online', this.onNetwork);
    connectionOf()?.addEventListener('change', this.onNetwork);
  }

  publish(slot: Slot, track: MediaStreamTrack): void {
    this.put(slot, track);
  }

  unpublish(slot: Slot): void {
    this.put(slot, null);
  }

  meet(seat: string, inst: string, offers: boolean): void {
    const before = this.links.get(seat);
    if (before?.inst === inst) return;
    if (before) this.past.add(before.inst);
    // Another page of the same person: its keys are others, and the old connection would wait six seconds for them.
    this.part(seat);
    const peer = this.peerFor(seat, offers);
    const view: LinkView = { net: 'good', isVideoGone: false, step: 0 };
    const sent: Sent = { mic: true, cam: true, screen: false };
    const link: Link = {
      inst,
      peer,
      sent,
      view,
      ladder: new Ladder(),
      reception: new Reception(),
      videoBytes: 0,
      videoAt: Date.now(),
    };
    this.links.set(seat, link);
    this.squeeze();
  }

  part(seat: string): void {
    this.links.get(seat)?.peer.close();
    if (this.links.delete(seat)) this.squeeze();
  }

  hear(from: string, inst: string, epoch: number, d: SignalData): void {
    // Its `peer` message may come later than what it says.
    if (this.links.get(from)?.inst !== inst) {
      if (this.past.has(inst) || d.desc?.type === 'answer') return;
      this.meet(from, inst, false);
    }
    this.links.get(from)?.peer.negotiation.receive({ epoch, d });
  }

  expects(seat: string, sent: Sent): void {
    const link = this.links.get(seat);
    if (!link) return;
    if (sent.cam && !link.sent.cam) link.videoAt = Date.now();
    link.sent = sent;
    link.peer.isSending = sent.mic || sent.cam || sent.screen;
  }

  granted(): void {
    for (const { peer } of this.links.values()) peer.configure();
  }

  again(seat: string): void {
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
    removeEventListener('online', this.onNetwork);
    connectionOf()?.removeEventListener('change', this.onNetwork);
    this.sight.stop();
    for (const { peer } of this.links.values()) peer.close();
    this.links.clear();
  }

  /** Before anybody is there: would the relays take us? */
  async reach(): Promise<void> {
    if (!this.ports.grants.hasRelay) return;
    const { ms, words } = await reachRelay(this.ports.make, this.ports.grants.servers(), REACH_MS);
    this.ports.relays(ms !== null, words);
  }

  private peerFor(seat: string, offers: boolean): Peer {
    const { make, grants, policy, me } = this.ports;
    return new Peer(me < seat, offers, {
      make,
      configuration: () => ({ iceServers: grants.servers(), iceTransportPolicy: policy, bundlePolicy: 'max-bundle' }),
      refresh: () => grants.fresh('answer'),
      send: (epoch, d) => {
        const inst = this.links.get(seat)?.inst;
        if (inst) this.ports.signal(seat, inst, epoch, d);
      },
      tracks: () => this.tracks,
      remote: (slot, track) => this.ports.remote(seat, slot, track),
      gathered: (hasRelay, words) => grants.hasRelay && this.ports.relays(hasRelay, words),
    });
  }

  private put(slot: Slot, track: MediaStreamTrack | null): void {
    this.tracks[slot] = track;
    for (const { peer } of this.links.values()) void peer.set(slot, track);
  }

  private async look(): Promise<void> {
    // A slow getStats must not be asked a second time meanwhile.
    if (this.isLooking) return;
    this.isLooking = true;
    const isJudging = (this.looks += 1) % JUDGE_EVERY === 0;
    const now = Date.now();
    await Promise.all(
      [...this.links].map(([seat, link]) => this.lookAt(seat, link, now, isJudging).catch(() => undefined)),
    );
    if ([...this.links.values()].every(({ peer }) => peer.recovery.isLost === false)) this.sight.stop();
    this.isLooking = false;
  }

  private async lookAt(seat: string, link: Link, now: number, isJudging: boolean): Promise<void> {
    const { stats, help } = await link.peer.look(now);
    if (this.links.get(seat) !== link) return;
    if (help === 'rebuild') link.peer.rebuild();
    if (help === 'offer') link.peer.offerAgain();
    if (help === 'look') this.seekPath(link);
    if (isJudging) this.judge(link, stats, now);
    this.show(seat, link, stats, now);
  }

  private seekPath(link: Link): void {
    if (!this.sight.isLooking) this.ports.doubt();
    if (this.ports.grants.hasRelay) this.sight.look();
    else if (this.ports.canSpeak()) link.peer.restart(true);
  }

  /** A relay answers again: now a restart finds new candidates at once. */
  private helpBroken(): void {
    if (!this.ports.canSpeak()) return;
    const mend = (): void => {
      const now = Date.now();
      for (const { peer } of this.links.values()) if (peer.recovery.needsRestart(now)) peer.restart(true);
    };
    void this.ports.grants.fresh('restart').then(mend);
  }

  private judge(link: Link, stats: LinkStats, now: number): void {
    if (link.peer.recovery.isLost !== false) return;
    link.reception.judge(stats);
    const before = link.ladder.step;
    if (link.ladder.judge(now, stats) !== before) this.squeeze();
  }

  private show(seat: string, link: Link, stats: LinkStats, now: number): void {
    if (stats.videoBytes !== link.videoBytes || !link.sent.cam) link.videoAt = now;
    link.videoBytes = stats.videoBytes;
    const isLost = link.peer.recovery.isLost;
    const isWeak = link.reception.isWeak || link.ladder.step > 0;
    const view: LinkView = {
      net: isLost ? 'lost' : isWeak ? 'weak' : 'good',
      isVideoGone: !isLost && now - link.videoAt > VIDEO_GONE_MS,
      step: link.ladder.step,
    };
    link.view = view;
    // Before the first media there is nothing to tell: the wait has its own words.
    if (isLost !== null) this.ports.view(seat, view);
  }

  private listen(): void {
    if (this.links.size) this.ports.levels(new Map([...this.links].map(([seat, { peer }]) => [seat, peer.level()])));
  }

  private squeeze(): void {
    const count = this.links.size;
    for (const { peer, ladder } of this.links.values()) {
      // Without a microphone a little video is the only sign of life.
      const step = this.tracks.audio ? ladder.step : Math.min(ladder.step, AUDIO_ONLY - 1);
      void peer.squeeze(count, step);
    }
  }

  private readonly onNetwork = (): void => {
    if (!navigator.onLine || !this.ports.canSpeak()) return;
    void this.ports.grants.fresh('network').then(() => this.restart());
  };
}

/** Chromium tells when Wi-Fi becomes a mobile network. */
function connectionOf(): EventTarget | undefined {
  return (navigator as Navigator & { connection?: EventTarget }).connection;
}
