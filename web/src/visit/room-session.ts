import { computed, signal } from '@preact/signals';
import { RelayCredentials } from './peer/relay-credentials';
import type { JoinKind, SignalingConnection } from './signaling/signaling-connection';
import type { BrowserMedia } from './media/browser-media';
import { Mesh } from './peer/mesh';
import type { ChatLog } from './chat/chat-log';
import type { OutgoingMessage, PeerState, IncomingMessage, IncomingMessageOf } from './signaling/protocol';
import type { JoinedEvent, WaitingEvent } from './signaling/protocol.generated';
import { serverNow } from '../kernel/server-clock';
import { chime } from './media/ringer';
import { Participants } from './participants';
import { TRACK_SLOTS } from './media/track-slots';
import type { LinkState, PeerTransport, LinkQuality } from './peer/peer-transport';
import type { LobbyState, CallMe, RoomSwitches, RoomTimes } from './types';

const STATE_MS = 80;

export interface RoomSessionPorts {
  connection: SignalingConnection;
  media: BrowserMedia;
  notes: ChatLog;
  send(message: OutgoingMessage): void;
  /** Admitted, or in the waiting room. */
  onEntered(phase: 'in' | 'waiting'): void;
  onBye(code: number, mayReturn: boolean): void;
  onRelays(isReached: boolean, words: string): void;
  /** The server wants a transport that this page does not have. */
  onUnsupported(): void;
}

type Identity = Pick<JoinedEvent, 'seat' | 'name' | 'role' | 'host'>;
const DEFAULT_SWITCHES: RoomSwitches = { locked: false, sharing: true, chat: true, show: null };

/** The state of the room, updated by each message of the server. */
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
      now: serverNow,
      changed: () => this.transport?.credentialsChanged(),
    });
  }

  handle(message: IncomingMessage, kind: JoinKind): void {
    const act = this.handlers[message.t] as (message: IncomingMessage, kind: JoinKind) => void;
    act(message, kind);
  }

  /** Sends the given tracks, by slot. */
  publish(tracks: ReturnType<() => BrowserMedia['tracks']['value']>): void {
    for (const slot of TRACK_SLOTS) {
      const track = tracks[slot];
      if (track) this.transport?.publish(slot, track);
      else this.transport?.unpublish(slot);
    }
  }

  /** Sends the user's state to the others; several changes are one message. */
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

  private readonly handlers: { [T in IncomingMessage['t']]: (message: IncomingMessageOf<T>, kind: JoinKind) => void } =
    {
      joined: (message, kind) => this.onJoined(message, kind),
      waiting: (message) => this.onWaiting(message),
      peer: (message) => this.onPeer(message),
      signal: ({ from, inst, epoch, d }) => this.transport?.receive(from, inst, epoch, d),
      ice: ({ ice }) => this.credentials.set(ice),
      note: ({ note }) => this.ports.notes.add([note]),
      state: (message) => this.onState(message),
      device: ({ seat, result }) => this.participants.setDevice(seat, result),
      room: ({ locked, sharing, chat }) => this.setSwitches({ locked, sharing, chat }),
      pong: () => undefined,
      error: ({ code, re }) => {
        if (re) this.ports.notes.refuse(re, code);
      },
      bye: ({ code, reconnect }) => this.ports.onBye(code, reconnect),
    };

  private onJoined(message: JoinedEvent, kind: JoinKind): void {
    const { seat, name, role, host } = message;
    if (!this.supports(message.topology.kind)) return;
    const isNew = this.transport === null;
    this.identity.value = { seat, name, role, host };
    this.lobby.value = null;
    this.setTimes(message);
    this.setSwitches(message.room);
    this.ports.notes.add(message.notes, true);
    this.credentials.set(message.ice);
    const transport = (this.transport ??= this.createTransport(message));
    const here = this.participants.setAll(message);
    // After every return media is restarted, whatever its state; not when only the socket was renewed.
    if (!isNew && kind === 'resume') transport.restart();
    for (const each of here) transport.addPeer(each, this.participants.instanceOf(each) ?? '', true);
    for (const each of this.participants.leftSeats()) {
      transport.removePeer(each);
      this.hideFileOf(each);
    }
    if (isNew) {
      this.publish(this.ports.media.tracks.peek());
      if (!here.length) void transport.probeRelays();
    }
    this.ports.onEntered('in');
    this.sendState();
  }

  private onWaiting(message: WaitingEvent): void {
    // Back in the waiting room: no media.
    this.closeTransport();
    const { position, host, since, host_device: hostDevice, host_knows: hostKnows } = message;
    this.lobby.value = { position, host, since, hostDevice, hostKnows };
    this.setTimes(message);
    this.ports.onEntered('waiting');
  }

  private onPeer(message: IncomingMessageOf<'peer'>): void {
    const wasWaiting = this.participants.isWaiting(message.seat);
    if (!this.participants.setPeer(message)) return;
    if (message.state === 'waiting' && !wasWaiting) chime();
    if (message.state === 'left' || message.state === 'removed') {
      this.sentQualities.delete(message.seat);
      this.hideFileOf(message.seat);
      this.transport?.removePeer(message.seat);
    }
    if (message.state !== 'here' || !message.inst) return;
    // The newcomer offers. A person who is back may have missed our offer.
    this.transport?.addPeer(message.seat, message.inst, false);
    this.transport?.repeatOffer(message.seat);
    this.sendState();
  }

  private onState(message: IncomingMessageOf<'state'>): void {
    const { seat, mic, cam, screen, show } = message;
    this.participants.setMediaState(seat, message);
    this.transport?.setExpected(seat, { mic, cam, screen });
    // A person who shows a file repeats it in each state; without it, the file is closed.
    if (show) this.shownBy = seat;
    if (show || this.shownBy === seat) this.room.value = { ...this.room.value, show: show ?? null };
  }

  /** Closes the file that a person showed. */
  private hideFileOf(seat: string): void {
    if (this.shownBy !== seat) return;
    this.shownBy = '';
    this.room.value = { ...this.room.value, show: null };
  }

  private setSwitches(to: Omit<RoomSwitches, 'show'>): void {
    this.room.value = { ...this.room.value, ...to };
    if (to.sharing) return;
    if (!this.identity.value?.host) void this.ports.media.share(false);
    if (!this.isHost(this.shownBy)) this.hideFileOf(this.shownBy);
  }

  private isHost(seat: string): boolean {
    const me = this.identity.peek();
    return seat === me?.seat ? me.host : this.participants.isHost(seat);
  }

  private supports(kind: string): boolean {
    if (kind !== 'mesh') this.ports.onUnsupported();
    return kind === 'mesh';
  }

  private setTimes(message: JoinedEvent | WaitingEvent): void {
    const now = Date.parse(message.now);
    const { starts_at: startsAt, ends_at: endsAt, closes_at: closesAt, renew_at: renewAt } = message;
    const opensAt = message.t === 'joined' ? message.opens_at : null;
    this.times.value = { startsAt, endsAt, closesAt, opensAt };
    this.ports.connection.expireAfter(Date.parse(closesAt) - now);
    if (renewAt) this.ports.connection.renewAfter(Date.parse(renewAt) - now);
  }

  private createTransport(message: JoinedEvent): PeerTransport {
    return new Mesh({
      createConnection: (configuration) => new RTCPeerConnection(configuration),
      credentials: this.credentials,
      policy: message.ice_policy === 'relay' ? 'relay' : 'all',
      me: message.seat,
      signal: (to, inst, epoch, d) => this.ports.send({ action: 'signal', to, inst, epoch, d }),
      remote: (seat, slot, track) => this.participants.setTrack(seat, slot, track),
      linkChanged: (seat, link) => this.onLinkState(seat, link),
      levels: (levels) => this.participants.setLevels(levels, performance.now()),
      relays: (isReached, words) => this.ports.onRelays(isReached, words),
      pathLost: () => this.ports.connection.check(),
      isSignalingUp: () => this.ports.connection.state.peek() === 'up',
    });
  }

  /** Reports a changed link quality to the server, for the fact sheet. */
  private onLinkState(seat: string, view: LinkState): void {
    this.participants.setLink(seat, view);
    if (this.sentQualities.get(seat) === view.net) return;
    if (this.ports.connection.send({ action: 'state', ...this.state(view.net), about: seat }))
      this.sentQualities.set(seat, view.net);
  }

  private state(net: LinkQuality): PeerState {
    const { mic, cam, screen, paused } = this.ports.media.sent.peek();
    const show = this.shownBy && this.shownBy === this.identity.peek()?.seat ? this.room.peek().show : null;
    return {
      mic,
      cam,
      screen,
      hand: this.hand.peek(),
      net,
      ...(paused.length ? { paused } : {}),
      ...(show ? { show } : {}),
    };
  }

  private closeTransport(): void {
    this.transport?.close();
    this.transport = null;
    this.sentQualities.clear();
    this.participants.clear();
  }
}
