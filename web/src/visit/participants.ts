import { computed, signal } from '@preact/signals';
import type { PeerState } from './signaling/protocol';
import type { DeviceResult, PeerEvent } from './signaling/protocol.generated';
import type { TrackSlot } from './media/track-slots';
import type { LinkState } from './peer/peer-transport';
import type { PausedMedia, Person, Quality } from './types';

/** What a message says about one peer; what it leaves out stays as it is. */
export type PeerUpdate = Partial<Pick<PeerEvent, 'name' | 'role' | 'host' | 'inst' | 'device'>> & {
  seat: string;
  state: string;
  since?: string | null;
  /** Waiting with no page open. */
  away?: boolean;
};

type MediaState = Pick<PeerState, 'mic' | 'cam' | 'screen' | 'hand'> & { paused?: PausedMedia[] | null };

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
  // A person whose media arrives first is shown once the server has named them.
  state: 'left',
  mic: true,
  cam: true,
  screen: false,
  hand: false,
  paused: [],
  speaking: false,
  quality: 'good',
  stream: null,
  screenStream: null,
  inst: null,
  version: -1,
  screenTrack: null,
  link: null,
};

/** The people of a room by seat, with the state of the link to each. */
export class Participants {
  private readonly rows = signal<Map<string, Participant>>(new Map());
  readonly people = computed<Person[]>(() =>
    [...this.rows.value.values()].filter((each) => each.state === 'here' || each.state === 'away').sort(bySeat),
  );
  readonly waiting = computed<Person[]>(() =>
    [...this.rows.value.values()].filter((each) => each.state === 'waiting').sort(bySince),
  );
  private readonly spokeAt = new Map<string, number>();

  /** Replaces the whole list. Returns the seats that are connected. */
  setAll({ peers, waiting }: { peers: PeerUpdate[]; waiting: PeerUpdate[] }): string[] {
    const seats = new Set([...peers, ...waiting].map((each) => each.seat));
    for (const row of this.rows.value.values()) if (!seats.has(row.seat)) this.update(row.seat, { state: 'left' });
    for (const each of waiting) this.upsert({ ...each, state: 'waiting', away: each.state === 'away' });
    for (const each of peers) this.upsert(each);
    return peers.filter((each) => stateOf(each.state) === 'here').map((each) => each.seat);
  }

  /** Updates one person. Returns false for an outdated message. */
  setPeer(message: PeerUpdate & { s?: number }): boolean {
    const ver = message.s ?? -1;
    const current = this.rows.value.get(message.seat);
    if (current && ver >= 0 && ver < current.version) return false;
    this.upsert(message);
    if (ver >= 0) this.update(message.seat, { version: ver });
    return true;
  }

  setMediaState(seat: string, { mic, cam, screen, hand, paused }: MediaState): void {
    const row = this.rows.value.get(seat);
    if (!row) return;
    const screenStream = screen && row.screenTrack ? (row.screenStream ?? new MediaStream([row.screenTrack])) : null;
    this.update(seat, { mic, cam, screen, hand, paused: paused ?? [], screenStream });
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

  isHost(seat: string): boolean {
    return this.rows.value.get(seat)?.host ?? false;
  }

  /** Returns the seats of all who have left. */
  leftSeats(): string[] {
    return [...this.rows.value.values()].filter((each) => each.state === 'left').map((each) => each.seat);
  }

  instanceOf(seat: string): string | null {
    return this.rows.value.get(seat)?.inst ?? null;
  }

  clear(): void {
    this.rows.value = new Map();
  }

  /** Returns the worst link quality; 'good' without others. */
  get worstQuality(): LinkState['net'] {
    const nets = [...this.rows.value.values()].map((each) => each.link?.net ?? 'good');
    return nets.includes('lost') ? 'lost' : nets.includes('weak') ? 'weak' : 'good';
  }

  /** Whether media of a connected person has not arrived yet. */
  get isAwaitingMedia(): boolean {
    return [...this.rows.value.values()].some((each) => each.state === 'here' && !each.link);
  }

  /** Returns the highest step to which the user's video was lowered on any link. */
  get videoStep(): number {
    return Math.max(0, ...[...this.rows.value.values()].map((each) => each.link?.step ?? 0));
  }

  private upsert(peer: PeerUpdate): void {
    const { seat, name, role, host, since, device, inst } = peer;
    const fields = { name, role, host, since: since ?? undefined, device, inst };
    const current = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
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
