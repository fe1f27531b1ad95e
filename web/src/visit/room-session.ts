import { computed, signal } from '@preact/signals';
import { RelayCredentials } from './peer/relay-credentials';
import type { JoinKind, SignalingConnection } from './signaling/signaling-connection';
import type { BrowserMedia } from './media/browser-media';
import { Mesh } from './peer/mesh';
import type { ChatLog } from './chat/chat-log';
import type { ClientMessage, Joined, PeerState, ServerMessage, ServerMessageOf, Waiting } from './signaling/protocol';
import { chime } from './media/ringer';
import { Participants } from './participants';
import { TRACK_SLOTS } from './media/track-slots';
import type { LinkState, PeerTransport, LinkQuality, SentMedia } from './peer/peer-transport';
import type { LobbyState, CallMe, RoomSwitches, RoomTimes } from './types';

const STATE_MS = 80;

export interface RoomSessionPorts {
  connection: SignalingConnection;
  media: BrowserMedia;
  notes: ChatLog;
  send(message: ClientMessage): void;
  /** In the call, or before the door. */
  onEntered(phase: 'in' | 'waiting'): void;
  onBye(code: number, mayReturn: boolean): void;
  onRelays(isReached: boolean, words: string): void;
  /** More people than this page can carry. */
  onUnsupported(): void;
}

type Identity = Pick<Joined, 'seat' | 'name' | 'role' | 'host'>;
const DEFAULT_SWITCHES: RoomSwitches = { locked: false, sharing: true, chat: true, show: null };

/** What is known of the room and of those in it, and what each message of the server makes of it. */
export class RoomSession {
  readonly participants = new Participants();
  readonly lobby = signal<LobbyState | null>(null);
  readonly times = signal<RoomTimes | null>(null);
  readonly room = signal<RoomSwitches>(DEFAULT_SWITCHES);
  readonly identity = signal<Identity | null>(null);
  readonly hand = signal(false);
  private readonly isSpeaking = computed(() => this.ports.media.mic.value && this.ports.media.level.value > 0.1);
  readonly me = computed<CallMe | null>(() => {
    const identity = this.identity.value;
    if (!identity) return null;
    const { seat, name, role, host } = identity;
    return {
      seat,
      name,
      role,
      host,
      hand: this.hand.value,
      speaking: this.isSpeaking.value,
      quality: this.participants.worstQuality,
    };
  });
  private transport: PeerTransport | null = null;
  private readonly credentials: RelayCredentials;
  private readonly sentQualities = new Map<string, LinkQuality>();
  private shownBy = '';
  private stateTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ports: RoomSessionPorts) {
    this.credentials = new RelayCredentials({
      ask: (why) => ports.connection.send({ action: 'ice', why }),
      now: () => Date.now() + (this.times.value?.skew ?? 0),
      changed: () => this.transport?.credentialsChanged(),
    });
  }

  handle(message: ServerMessage, arrival: JoinKind): void {
    const act = this.handlers[message.t] as (message: ServerMessage, arrival: JoinKind) => void;
    act(message, arrival);
  }

  /** What is sent changed: by its place. */
  publish(tracks: ReturnType<() => BrowserMedia['tracks']['value']>): void {
    for (const slot of TRACK_SLOTS) {
      const track = tracks[slot];
      if (track) this.transport?.publish(slot, track);
      else this.transport?.unpublish(slot);
    }
  }

  /** Told to the others soon: several changes at once are one message. */
  sendState(): void {
    this.stateTimer ??= setTimeout(() => {
      this.stateTimer = undefined;
      if (this.transport) this.ports.send({ action: 'state', ...this.state(this.participants.worstQuality) });
    }, STATE_MS);
  }

  show(file: string | null): void {
    this.shownBy = file ? (this.identity.value?.seat ?? '') : '';
    this.room.value = { ...this.room.value, show: file };
    this.sendState();
  }

  proof(): ReturnType<PeerTransport['stats']> {
    return this.transport?.stats() ?? Promise.resolve([]);
  }

  leave(): void {
    this.closeTransport();
    this.credentials.stop();
    this.lobby.value = null;
    this.hand.value = false;
    clearTimeout(this.stateTimer);
    this.stateTimer = undefined;
  }

  private readonly handlers: { [T in ServerMessage['t']]: (message: ServerMessageOf<T>, arrival: JoinKind) => void } = {
    joined: (message, arrival) => this.onJoined(message, arrival),
    waiting: (message) => this.onWaiting(message),
    peer: (message) => this.onPeer(message),
    signal: ({ from, inst, epoch, d }) => this.transport?.receive(from, inst, epoch, d),
    ice: ({ ice }) => this.credentials.set(ice),
    note: ({ note }) => this.ports.notes.add([note]),
    state: (message) => this.onState(message),
    device: ({ seat, result }) => this.participants.setDevice(seat, result),
    room: ({ locked, sharing, chat }) => this.setSwitches({ locked, sharing, chat }),
    topology: (message) => this.supports(message.kind ?? message.topology?.kind ?? ''),
    pong: () => undefined,
    error: ({ code, re }) => {
      if (re) this.ports.notes.refuse(re, code);
    },
    bye: ({ code, reconnect }) => this.ports.onBye(code, reconnect),
  };

  private onJoined(message: Joined, arrival: JoinKind): void {
    const { seat, name, role, host } = message;
    if (!this.supports(message.topology.kind)) return;
    const isNew = this.transport === null;
    this.identity.value = { seat, name, role, host };
    this.lobby.value = null;
    this.setTimes(message, message.renew_at);
    this.setSwitches(message.room);
    this.ports.notes.add(message.notes, true);
    this.credentials.set(message.ice);
    const session = (this.transport ??= this.createTransport(message));
    const here = this.participants.setAll(message);
    // Media is asked for anew on every return, whatever it says of itself (video.md §5.2); not when only the socket changed.
    if (!isNew && arrival === 'resume') session.restart();
    for (const each of here) session.addPeer(each, this.participants.instanceOf(each) ?? '', true);
    for (const each of this.participants.leftSeats()) {
      session.removePeer(each);
      this.hideFileOf(each);
    }
    if (isNew) {
      this.publish(this.ports.media.tracks.peek());
      if (!here.length) void session.probeRelays();
    }
    this.ports.onEntered('in');
    this.sendState();
  }

  private onWaiting(message: Waiting): void {
    // Before the door again: nobody is seen or heard from there.
    this.closeTransport();
    const { position, host, since, host_device: hostDevice } = message;
    const status = host === 'online' || host === 'on another call' ? host : 'away';
    this.lobby.value = {
      position: position ?? null,
      host: status,
      since: since ?? null,
      hostDevice: hostDevice ?? null,
    };
    this.setTimes(message, message.renew_at);
    this.ports.onEntered('waiting');
  }

  private onPeer(message: ServerMessageOf<'peer'>): void {
    const wasWaiting = this.participants.isWaiting(message.seat);
    if (!this.participants.setPeer(message)) return;
    if (message.state === 'waiting' && !wasWaiting) chime();
    if (message.state === 'left' || message.state === 'removed') {
      this.sentQualities.delete(message.seat);
      this.hideFileOf(message.seat);
      this.transport?.removePeer(message.seat);
    }
    if (message.state !== 'here' || !message.inst) return;
    // The newcomer offers; one who is back may have missed what we said (video.md §2.3).
    this.transport?.addPeer(message.seat, message.inst, false);
    this.transport?.repeatOffer(message.seat);
    this.sendState();
  }

  private onState(message: ServerMessageOf<'state'>): void {
    const { seat, mic, cam, screen, show } = message;
    this.participants.setMediaState(seat, message);
    this.transport?.setExpected(seat, { mic, cam, screen });
    // Who shows a file says so each time; said no longer, it is shown no longer.
    if (show) this.shownBy = seat;
    if (show || this.shownBy === seat) this.room.value = { ...this.room.value, show: show ?? null };
  }

  /** Whoever showed a file takes it along. */
  private hideFileOf(seat: string): void {
    if (this.shownBy !== seat) return;
    this.shownBy = '';
    this.room.value = { ...this.room.value, show: null };
  }

  private setSwitches(to: Omit<RoomSwitches, 'show'>): void {
    this.room.value = { ...this.room.value, ...to };
    if (!to.sharing && !this.identity.value?.host) void this.ports.media.share(false);
  }

  private supports(kind: string): boolean {
    if (kind !== 'mesh') this.ports.onUnsupported();
    return kind === 'mesh';
  }

  private setTimes(message: Joined | Waiting, renewAt: string | undefined): void {
    const now = Date.parse(message.now);
    const skew = Number.isFinite(now) ? now - Date.now() : 0;
    const { starts_at: startsAt, ends_at: endsAt, closes_at: closesAt } = message;
    const opensAt = message.t === 'joined' ? message.opens_at : null;
    this.times.value = { startsAt, endsAt, closesAt, opensAt, skew };
    this.ports.connection.closesAt = Date.parse(closesAt) - skew;
    if (renewAt) this.ports.connection.renewAfter(Date.parse(renewAt) - now);
  }

  private createTransport(message: Joined): PeerTransport {
    return new Mesh({
      createConnection: (configuration) => new RTCPeerConnection(configuration),
      credentials: this.credentials,
      policy: message.ice_policy === 'relay' ? 'relay' : 'all',
      me: message.seat,
      signal: (to, inst, epoch, d) => this.ports.send({ action: 'signal', to, inst, epoch, d }),
      remote: (seat, slot, track) => this.participants.setTrack(seat, slot, track),
      linkChanged: (seat, link) => this.onLinkState(seat, link),
      levels: (levels) => this.participants.setLevels(levels, Date.now()),
      relays: (isReached, words) => this.ports.onRelays(isReached, words),
      pathLost: () => this.ports.connection.check(),
      isSignalingUp: () => this.ports.connection.state.peek() === 'up',
    });
  }

  /** How one link is, told when it changes: the visit's fact sheet lives on it (video.md §14). */
  private onLinkState(seat: string, view: LinkState): void {
    this.participants.setLink(seat, view);
    if (this.sentQualities.get(seat) === view.net) return;
    if (this.ports.connection.send({ action: 'state', ...this.state(view.net), about: seat }))
      this.sentQualities.set(seat, view.net);
  }

  private state(net: LinkQuality): PeerState {
    const { mic, cam, screen }: SentMedia = this.ports.media.sent.peek();
    const show = this.shownBy && this.shownBy === this.identity.peek()?.seat ? this.room.peek().show : null;
    return { mic, cam, screen, hand: this.hand.peek(), net, ...(show ? { show } : {}) };
  }

  private closeTransport(): void {
    this.transport?.close();
    this.transport = null;
    this.sentQualities.clear();
    this.participants.clear();
  }
}
