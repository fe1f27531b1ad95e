import { computed, signal } from '@preact/signals';
import type { Joined, NetState, WirePeer } from './signaling/protocol';
import type { LinkView, Slot } from './peer/peer-transport';
import type { DeviceResult, Person, Quality } from './types';

interface Row extends Person {
  inst: string | null;
  ver: number;
  screenTrack: MediaStreamTrack | null;
  view: LinkView | null;
}

const LOUD = 0.03;
const SPEAKING_MS = 900;

const NEW: Omit<Row, 'seat'> = {
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
  ver: -1,
  screenTrack: null,
  view: null,
};

/** Who is there, by seat: as the server tells it, with what the own links see and hear of each. */
export class Roster {
  private readonly rows = signal<Map<string, Row>>(new Map());
  readonly people = computed<Person[]>(() =>
    [...this.rows.value.values()].filter((each) => each.state === 'here' || each.state === 'away').sort(bySeat),
  );
  readonly waiting = computed<Person[]>(() =>
    [...this.rows.value.values()].filter((each) => each.state === 'waiting').sort(bySince),
  );
  private readonly spokeAt = new Map<string, number>();

  /** The whole room: who is not in it any longer has left. Returns those who are here. */
  joined({ peers, waiting }: Pick<Joined, 'peers' | 'waiting'>): string[] {
    const named = new Set([...peers, ...waiting].map((each) => each.seat));
    for (const row of this.rows.value.values()) if (!named.has(row.seat)) this.change(row.seat, { state: 'left' });
    for (const each of waiting) this.take({ ...each, state: 'waiting', away: each.state === 'away' });
    for (const each of peers) this.take(each);
    return peers.filter((each) => stateOf(each.state) === 'here').map((each) => each.seat);
  }

  /** Returns whether it is news: an older version of the seat is none. */
  peer(message: WirePeer & { s?: number }): boolean {
    const ver = message.s ?? -1;
    const known = this.rows.value.get(message.seat);
    if (known && ver >= 0 && ver < known.ver) return false;
    this.take(message);
    if (ver >= 0) this.change(message.seat, { ver });
    return true;
  }

  state(seat: string, { mic, cam, screen, hand }: NetState): void {
    const row = this.rows.value.get(seat);
    if (!row) return;
    const screenStream = screen && row.screenTrack ? (row.screenStream ?? new MediaStream([row.screenTrack])) : null;
    this.change(seat, { mic, cam, screen, hand, screenStream });
  }

  device(seat: string, device: DeviceResult): void {
    this.change(seat, { device });
  }

  view(seat: string, view: LinkView): void {
    const row = this.rows.value.get(seat);
    const quality = qualityOf(view);
    const isSame = row?.view?.step === view.step && row.view.net === view.net && row.quality === quality;
    if (row && !isSame) this.change(seat, { view, quality });
  }

  remote(seat: string, slot: Slot, track: MediaStreamTrack | null): void {
    const row = this.rows.value.get(seat) ?? { ...NEW, seat };
    if (slot === 'screen') {
      const screenStream = track && row.screen ? new MediaStream([track]) : null;
      return this.change(seat, { screenTrack: track, screenStream });
    }
    if (!track) return this.change(seat, { stream: null, quality: 'good', view: null });
    const others = row.stream?.getTracks().filter((each) => each.kind !== track.kind) ?? [];
    this.change(seat, { stream: new MediaStream([...others, track]) });
  }

  levels(levels: Map<string, number>, now: number): void {
    for (const [seat, level] of levels) {
      if (level > LOUD) this.spokeAt.set(seat, now);
      const speaking = now - (this.spokeAt.get(seat) ?? -Infinity) < SPEAKING_MS;
      if (this.rows.value.get(seat)?.speaking !== speaking) this.change(seat, { speaking });
    }
  }

  isWaiting(seat: string): boolean {
    return this.rows.value.get(seat)?.state === 'waiting';
  }

  /** Those who have left, of all that were ever here. */
  gone(): string[] {
    return [...this.rows.value.values()].filter((each) => each.state === 'left').map((each) => each.seat);
  }

  inst(seat: string): string | null {
    return this.rows.value.get(seat)?.inst ?? null;
  }

  /** Gone from the room, whatever comes later about it. */
  clear(): void {
    this.rows.value = new Map();
  }

  /** The worst of the ways to the others; nobody there is good. */
  get worst(): LinkView['net'] {
    const nets = [...this.rows.value.values()].map((each) => each.view?.net ?? 'good');
    return nets.includes('lost') ? 'lost' : nets.includes('weak') ? 'weak' : 'good';
  }

  /** Somebody is there whom nothing has come from yet. */
  get isComing(): boolean {
    return [...this.rows.value.values()].some((each) => each.state === 'here' && !each.view);
  }

  /** How far the own video was lowered, the furthest of all links. */
  get step(): number {
    return Math.max(0, ...[...this.rows.value.values()].map((each) => each.view?.step ?? 0));
  }

  private take(peer: WirePeer): void {
    const { seat, name, role, host, since, device, inst } = peer;
    const told = { name, role, host, since: since ?? undefined, device: device ?? undefined, inst };
    const known = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined && value !== null));
    const state = stateOf(peer.state);
    this.change(seat, { ...known, state, isGone: state === 'waiting' && peer.away === true });
  }

  private change(seat: string, to: Partial<Row>): void {
    const row = this.rows.value.get(seat) ?? { ...NEW, seat };
    this.rows.value = new Map(this.rows.value).set(seat, { ...row, ...to });
  }
}

function stateOf(word: string): Person['state'] {
  if (word === 'in' || word === 'here') return 'here';
  if (word === 'waiting') return 'waiting';
  return word === 'left' || word === 'removed' ? 'left' : 'away';
}

function qualityOf(view: LinkView): Quality {
  if (view.net === 'lost') return 'lost';
  return view.isVideoGone ? 'audio-only' : view.net;
}

function bySeat(a: Row, b: Row): number {
  return a.seat < b.seat ? -1 : 1;
}

function bySince(a: Row, b: Row): number {
  return (a.since ?? '') < (b.since ?? '') ? -1 : 1;
}
