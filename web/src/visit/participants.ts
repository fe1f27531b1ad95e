import { computed, signal } from '@preact/signals';
import type { Joined, PeerState, ProtocolPeer } from './signaling/protocol';
import type { TrackSlot } from './media/track-slots';
import type { LinkState } from './peer/peer-transport';
import type { DeviceResult, Person, Quality } from './types';

interface Participant extends Person {
  inst: string | null;
  version: number;
  screenTrack: MediaStreamTrack | null;
  link: LinkState | null;
}

const SPEAKING_LEVEL = 0.03;
const SPEAKING_MS = 900;

const NEW_PARTICIPANT: Omit<Participant, 'seat'> = {
  name: '',
  role: 'client',
  host: false,
  // Whoever is only heard of by his media is not shown before the server has named him.
  state: 'left',
  mic: true,
  cam: true,
  screen: false,
  hand: false,
  speaking: false,
  quality: 'good',
  stream: null,
  screenStream: null,
  inst: null,
  version: -1,
  screenTrack: null,
  link: null,
};

/** Who is there, by seat: as the server tells it, with what the own links see and hear of each. */
export class Participants {
  private readonly rows = signal<Map<string, Participant>>(new Map());
  readonly people = computed<Person[]>(() =>
    [...this.rows.value.values()].filter((each) => each.state === 'here' || each.state === 'away').sort(bySeat),
  );
  readonly waiting = computed<Person[]>(() =>
    [...this.rows.value.values()].filter((each) => each.state === 'waiting').sort(bySince),
  );
  private readonly spokeAt = new Map<string, number>();

  /** The whole room: who is not in it any longer has left. Returns those who are here. */
  setAll({ peers, waiting }: Pick<Joined, 'peers' | 'waiting'>): string[] {
    const named = new Set([...peers, ...waiting].map((each) => each.seat));
    for (const row of this.rows.value.values()) if (!named.has(row.seat)) this.update(row.seat, { state: 'left' });
    for (const each of waiting) this.upsert({ ...each, state: 'waiting', away: each.state === 'away' });
    for (const each of peers) this.upsert(each);
    return peers.filter((each) => stateOf(each.state) === 'here').map((each) => each.seat);
  }

  /** Returns whether it is news: an older version of the seat is none. */
  setPeer(message: ProtocolPeer & { s?: number }): boolean {
    const ver = message.s ?? -1;
    const current = this.rows.value.get(message.seat);
    if (current && ver >= 0 && ver < current.version) return false;
    this.upsert(message);
    if (ver >= 0) this.update(message.seat, { version: ver });
    return true;
  }

  setMediaState(seat: string, { mic, cam, screen, hand }: PeerState): void {
    const row = this.rows.value.get(seat);
    if (!row) return;
    const screenStream = screen && row.screenTrack ? (row.screenStream ?? new MediaStream([row.screenTrack])) : null;
    this.update(seat, { mic, cam, screen, hand, screenStream });
  }

  setDevice(seat: string, device: DeviceResult): void {
    this.update(seat, { device });
  }

  setLink(seat: string, view: LinkState): void {
    const row = this.rows.value.get(seat);
    const quality = qualityOf(view);
    const isSame = row?.link?.step === view.step && row.link.net === view.net && row.quality === quality;
    if (row && !isSame) this.update(seat, { link: view, quality });
  }

  setTrack(seat: string, slot: TrackSlot, track: MediaStreamTrack | null): void {
    const row = this.rows.value.get(seat) ?? { ...NEW_PARTICIPANT, seat };
    if (slot === 'screen') {
      const screenStream = track && row.screen ? new MediaStream([track]) : null;
      return this.update(seat, { screenTrack: track, screenStream });
    }
    if (!track) return this.update(seat, { stream: null, quality: 'good', link: null });
    const others = row.stream?.getTracks().filter((each) => each.kind !== track.kind) ?? [];
    this.update(seat, { stream: new MediaStream([...others, track]) });
  }

  setLevels(levels: Map<string, number>, now: number): void {
    for (const [seat, level] of levels) {
      if (level > SPEAKING_LEVEL) this.spokeAt.set(seat, now);
      const speaking = now - (this.spokeAt.get(seat) ?? -Infinity) < SPEAKING_MS;
      if (this.rows.value.get(seat)?.speaking !== speaking) this.update(seat, { speaking });
    }
  }

  isWaiting(seat: string): boolean {
    return this.rows.value.get(seat)?.state === 'waiting';
  }

  /** Those who have left, of all that were ever here. */
  leftSeats(): string[] {
    return [...this.rows.value.values()].filter((each) => each.state === 'left').map((each) => each.seat);
  }

  instanceOf(seat: string): string | null {
    return this.rows.value.get(seat)?.inst ?? null;
  }

  /** Gone from the room, whatever comes later about it. */
  clear(): void {
    this.rows.value = new Map();
  }

  /** The worst of the ways to the others; nobody there is good. */
  get worstQuality(): LinkState['net'] {
    const nets = [...this.rows.value.values()].map((each) => each.link?.net ?? 'good');
    return nets.includes('lost') ? 'lost' : nets.includes('weak') ? 'weak' : 'good';
  }

  /** Somebody is there whom nothing has come from yet. */
  get isAwaitingMedia(): boolean {
    return [...this.rows.value.values()].some((each) => each.state === 'here' && !each.link);
  }

  /** How far the own video was lowered, the furthest of all links. */
  get videoStep(): number {
    return Math.max(0, ...[...this.rows.value.values()].map((each) => each.link?.step ?? 0));
  }

  private upsert(peer: ProtocolPeer): void {
    const { seat, name, role, host, since, device, inst } = peer;
    const fields = { name, role, host, since: since ?? undefined, device: device ?? undefined, inst };
    const current = Object.fromEntries(
      Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
    );
    const state = stateOf(peer.state);
    this.update(seat, { ...current, state, isGone: state === 'waiting' && peer.away === true });
  }

  private update(seat: string, to: Partial<Participant>): void {
    const row = this.rows.value.get(seat) ?? { ...NEW_PARTICIPANT, seat };
    this.rows.value = new Map(this.rows.value).set(seat, { ...row, ...to });
  }
}

function stateOf(word: string): Person['state'] {
  if (word === 'in' || word === 'here') return 'here';
  if (word === 'waiting') return 'waiting';
  return word === 'left' || word === 'removed' ? 'left' : 'away';
}

function qualityOf(view: LinkState): Quality {
  if (view.net === 'lost') return 'lost';
  return view.isVideoGone ? 'audio-only' : view.net;
}

function bySeat(a: Participant, b: Participant): number {
  return a.seat < b.seat ? -1 : 1;
}

function bySince(a: Participant, b: Participant): number {
  return (a.since ?? '') < (b.since ?? '') ? -1 : 1;
}
