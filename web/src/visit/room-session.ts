import { computed, signal } from '@preact/signals';
import { Grants } from './peer/relay-credentials';
import type { Arrival, Link } from './signaling/signaling-connection';
import type { Media } from './media/local-media';
import { Mesh } from './peer/mesh';
import type { Notes } from './chat/chat-log';
import type { ClientMessage, Joined, NetState, ServerMessage, ServerMessageOf, Waiting } from './signaling/protocol';
import { chime } from './media/ringer';
import { Roster } from './participants';
import { SLOTS, type LinkView, type MediaSession, type Net, type Sent } from './peer/peer-transport';
import type { Lobby, Me, RoomSwitches, Times } from './types';

const STATE_MS = 80;

export interface MeetingPorts {
  link: Link;
  media: Media;
  notes: Notes;
  send(message: ClientMessage): void;
  /** In the call, or before the door. */
  entered(phase: 'in' | 'waiting'): void;
  bye(code: number, mayReturn: boolean): void;
  relays(isReached: boolean, words: string): void;
  /** More people than this page can carry. */
  unsupported(): void;
}

type Identity = Pick<Joined, 'seat' | 'name' | 'role' | 'host'>;
const OPEN: RoomSwitches = { locked: false, sharing: true, chat: true, show: null };

/** What is known of the room and of those in it, and what each message of the server makes of it. */
export class Meeting {
  readonly roster = new Roster();
  readonly lobby = signal<Lobby | null>(null);
  readonly times = signal<Times | null>(null);
  readonly room = signal<RoomSwitches>(OPEN);
  readonly identity = signal<Identity | null>(null);
  readonly hand = signal(false);
  private readonly isSpeaking = computed(() => this.ports.media.mic.value && this.ports.media.level.value > 0.1);
  readonly me = computed<Me | null>(() => {
    const known = this.identity.value;
    if (!known) return null;
    const { seat, name, role, host } = known;
    return {
      seat,
      name,
      role,
      host,
      hand: this.hand.value,
      speaking: this.isSpeaking.value,
      quality: this.roster.worst,
    };
  });
  private session: MediaSession | null = null;
  private readonly grants: Grants;
  private readonly told = new Map<string, Net>();
  private shownBy = '';
  private stateTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ports: MeetingPorts) {
    this.grants = new Grants({
      ask: (why) => ports.link.send({ action: 'ice', why }),
      now: () => Date.now() + (this.times.value?.skew ?? 0),
      changed: () => this.session?.granted(),
    });
  }

  hear(message: ServerMessage, arrival: Arrival): void {
    const act = this.acts[message.t] as (message: ServerMessage, arrival: Arrival) => void;
    act(message, arrival);
  }

  /** What is sent changed: by its place. */
  publish(tracks: ReturnType<() => Media['tracks']['value']>): void {
    for (const slot of SLOTS) {
      const track = tracks[slot];
      if (track) this.session?.publish(slot, track);
      else this.session?.unpublish(slot);
    }
  }

  /** Told to the others soon: several changes at once are one message. */
  tell(): void {
    this.stateTimer ??= setTimeout(() => {
      this.stateTimer = undefined;
      if (this.session) this.ports.send({ action: 'state', ...this.state(this.roster.worst) });
    }, STATE_MS);
  }

  show(file: string | null): void {
    this.shownBy = file ? (this.identity.value?.seat ?? '') : '';
    this.room.value = { ...this.room.value, show: file };
    this.tell();
  }

  proof(): ReturnType<MediaSession['stats']> {
    return this.session?.stats() ?? Promise.resolve([]);
  }

  leave(): void {
    this.part();
    this.grants.stop();
    this.lobby.value = null;
    this.hand.value = false;
    clearTimeout(this.stateTimer);
    this.stateTimer = undefined;
  }

  private readonly acts: { [T in ServerMessage['t']]: (message: ServerMessageOf<T>, arrival: Arrival) => void } = {
    joined: (message, arrival) => this.joined(message, arrival),
    waiting: (message) => this.wait(message),
    peer: (message) => this.peer(message),
    signal: ({ from, inst, epoch, d }) => this.session?.hear(from, inst, epoch, d),
    ice: ({ ice }) => this.grants.take(ice),
    note: ({ note }) => this.ports.notes.take([note]),
    state: (message) => this.otherState(message),
    device: ({ seat, result }) => this.roster.device(seat, result),
    room: ({ locked, sharing, chat }) => this.switched({ locked, sharing, chat }),
    topology: (message) => this.carriedBy(message.kind ?? message.topology?.kind ?? ''),
    pong: () => undefined,
    error: ({ code, re }) => {
      if (re) this.ports.notes.refuse(re, code);
    },
    bye: ({ code, reconnect }) => this.ports.bye(code, reconnect),
  };

  private joined(message: Joined, arrival: Arrival): void {
    const { seat, name, role, host } = message;
    if (!this.carriedBy(message.topology.kind)) return;
    const isNew = this.session === null;
    this.identity.value = { seat, name, role, host };
    this.lobby.value = null;
    this.keepTime(message, message.renew_at);
    this.switched(message.room);
    this.ports.notes.take(message.notes, true);
    this.grants.take(message.ice);
    const session = (this.session ??= this.carry(message));
    const here = this.roster.joined(message);
    // Media is asked for anew on every return, whatever it says of itself (video.md §5.2); not when only the socket changed.
    if (!isNew && arrival === 'resume') session.restart();
    for (const each of here) session.meet(each, this.roster.inst(each) ?? '', true);
    for (const each of this.roster.gone()) {
      session.part(each);
      this.unshow(each);
    }
    if (isNew) {
      this.publish(this.ports.media.tracks.peek());
      if (!here.length) void session.reach();
    }
    this.ports.entered('in');
    this.tell();
  }

  private wait(message: Waiting): void {
    // Before the door again: nobody is seen or heard from there.
    this.part();
    const { position, host, since, host_device: hostDevice } = message;
    const status = host === 'online' || host === 'on another call' ? host : 'away';
    this.lobby.value = {
      position: position ?? null,
      host: status,
      since: since ?? null,
      hostDevice: hostDevice ?? null,
    };
    this.keepTime(message, message.renew_at);
    this.ports.entered('waiting');
  }

  private peer(message: ServerMessageOf<'peer'>): void {
    const wasWaiting = this.roster.isWaiting(message.seat);
    if (!this.roster.peer(message)) return;
    if (message.state === 'waiting' && !wasWaiting) chime();
    if (message.state === 'left' || message.state === 'removed') {
      this.told.delete(message.seat);
      this.unshow(message.seat);
      this.session?.part(message.seat);
    }
    if (message.state !== 'here' || !message.inst) return;
    // The newcomer offers; one who is back may have missed what we said (video.md §2.3).
    this.session?.meet(message.seat, message.inst, false);
    this.session?.again(message.seat);
    this.tell();
  }

  private otherState(message: ServerMessageOf<'state'>): void {
    const { seat, mic, cam, screen, show } = message;
    this.roster.state(seat, message);
    this.session?.expects(seat, { mic, cam, screen });
    // Who shows a file says so each time; said no longer, it is shown no longer.
    if (show) this.shownBy = seat;
    if (show || this.shownBy === seat) this.room.value = { ...this.room.value, show: show ?? null };
  }

  /** Whoever showed a file takes it along. */
  private unshow(seat: string): void {
    if (this.shownBy !== seat) return;
    this.shownBy = '';
    this.room.value = { ...this.room.value, show: null };
  }

  private switched(to: Omit<RoomSwitches, 'show'>): void {
    this.room.value = { ...this.room.value, ...to };
    if (!to.sharing && !this.identity.value?.host) void this.ports.media.share(false);
  }

  private carriedBy(kind: string): boolean {
    if (kind !== 'mesh') this.ports.unsupported();
    return kind === 'mesh';
  }

  private keepTime(message: Joined | Waiting, renewAt: string | undefined): void {
    const now = Date.parse(message.now);
    const skew = Number.isFinite(now) ? now - Date.now() : 0;
    const { starts_at: startsAt, ends_at: endsAt, closes_at: closesAt } = message;
    const opensAt = message.t === 'joined' ? message.opens_at : null;
    this.times.value = { startsAt, endsAt, closesAt, opensAt, skew };
    this.ports.link.closesAt = Date.parse(closesAt) - skew;
    if (renewAt) this.ports.link.renewAfter(Date.parse(renewAt) - now);
  }

  private carry(message: Joined): MediaSession {
    return new Mesh({
      make: (configuration) => new RTCPeerConnection(configuration),
      grants: this.grants,
      policy: message.ice_policy === 'relay' ? 'relay' : 'all',
      me: message.seat,
      signal: (to, inst, epoch, d) => this.ports.send({ action: 'signal', to, inst, epoch, d }),
      remote: (seat, slot, track) => this.roster.remote(seat, slot, track),
      view: (seat, view) => this.view(seat, view),
      levels: (levels) => this.roster.levels(levels, Date.now()),
      relays: (isReached, words) => this.ports.relays(isReached, words),
      doubt: () => this.ports.link.look(),
      canSpeak: () => this.ports.link.state.peek() === 'up',
    });
  }

  /** How one link is, told when it changes: the visit's fact sheet lives on it (video.md §14). */
  private view(seat: string, view: LinkView): void {
    this.roster.view(seat, view);
    if (this.told.get(seat) === view.net) return;
    if (this.ports.link.send({ action: 'state', ...this.state(view.net), about: seat })) this.told.set(seat, view.net);
  }

  private state(net: Net): NetState {
    const { mic, cam, screen }: Sent = this.ports.media.sent.peek();
    const show = this.shownBy && this.shownBy === this.identity.peek()?.seat ? this.room.peek().show : null;
    return { mic, cam, screen, hand: this.hand.peek(), net, ...(show ? { show } : {}) };
  }

  private part(): void {
    this.session?.close();
    this.session = null;
    this.told.clear();
    this.roster.clear();
  }
}
