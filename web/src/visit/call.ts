import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { ApiError } from '../api/api-error';
import { DeviceCheckRunner, canOpenSocket } from './check/device-check';
import { SignalingConnection } from './signaling/signaling-connection';
import { BrowserMedia } from './media/browser-media';
import { RoomSession } from './room-session';
import { ChatLog } from './chat/chat-log';
import { Outbox } from './signaling/outbox';
import type { OutgoingMessage } from './signaling/protocol';
import { BYE_CODES, type DeviceResult } from './signaling/protocol.generated';
import { chime, Ringer } from './media/ringer';
import { audioContext } from '../ui/sound';
import { statusOf } from './call-status';
import type { Call, CallHttp, FileRef, LinkProof, Phase } from './types';
import { refusalOf } from './refusal';
import { ulid } from '../kernel/ulid';
import { NO_WEBRTC } from './media/problems';
import { keepScreenOn } from './media/wake-lock';
import { MESSAGES } from './call-words';
import { serverNow } from '../kernel/server-clock';

const KEEP_ALIVE_MS = 60_000;
const RESEND_MS = 5_000;
const GAP_MS = 400;
const END_MS = 3_000;

/** Creates a call. `startsAt` (ISO 8601): rings then, unless already joined. */
export function createCall(appointment: string, http: CallHttp, startsAt?: string): Call {
  return new RoomCall(appointment, http, startsAt);
}

class RoomCall implements Call {
  readonly phase = signal<Phase>('idle');
  readonly why = signal('');
  readonly local = new BrowserMedia();
  readonly check: DeviceCheckRunner;
  readonly link: ReadonlySignal<'up' | 'reconnecting'>;
  readonly status: ReadonlySignal<string>;
  private readonly connection: SignalingConnection;
  private readonly outbox = new Outbox();
  private readonly chat = new ChatLog(() => this.session.identity.peek()?.seat ?? '');
  private readonly session: RoomSession;
  private readonly ringer = new Ringer(() => this.phase.peek() === 'idle');
  private readonly stops: (() => void)[] = [];
  private instance = '';
  private resolveJoin: () => void = () => undefined;
  private result: DeviceResult | null = null;
  private readonly isIn = computed(() => this.phase.value === 'in');
  private readonly isAccompanied = computed(
    () => this.isIn.value && this.people.value.some((each) => each.state === 'here'),
  );

  constructor(
    private readonly appointment: string,
    private readonly http: CallHttp,
    startsAt?: string,
  ) {
    this.check = new DeviceCheckRunner(this.local, { http, appointment, canOpen: canOpenSocket });
    this.connection = new SignalingConnection({
      ticket: () => http.ticket(appointment, this.inst),
      socket: (url) => new WebSocket(url),
      join: (resume) => this.joinMessage(resume),
      onMessage: (message, arrival) => this.session.handle(message, arrival),
      onRefused: (refusal) => this.onRefused(refusal),
    });
    this.session = new RoomSession({
      connection: this.connection,
      media: this.local,
      notes: this.chat,
      send: (message) => this.send(message),
      onEntered: (phase) => this.onEntered(phase),
      onBye: (code, mayReturn) => this.onBye(code, mayReturn),
      onRelays: (isReached, words) => this.check.setRelays(isReached, words),
      onUnsupported: () => this.finish('refused', MESSAGES.group),
    });
    this.link = computed(() => (this.connection.state.value === 'reconnecting' ? 'reconnecting' : 'up'));
    this.status = computed(() =>
      statusOf(this.phase.value, this.connection, this.session.participants, this.local.problems.value),
    );
    if (startsAt) this.ringer.at(Date.parse(startsAt) - serverNow());
    this.watch();
  }

  get inst(): string | undefined {
    return this.connection.hasJoined ? this.instance : undefined;
  }
  get lobby() {
    return this.session.lobby;
  }
  get me() {
    return this.session.me;
  }
  get people() {
    return this.session.participants.people;
  }
  get waiting() {
    return this.session.participants.waiting;
  }
  get notes() {
    return this.chat.all;
  }
  get room() {
    return this.session.room;
  }
  get times() {
    return this.session.times;
  }
  get ringing() {
    return this.ringer.ringing;
  }

  join(): Promise<void> {
    // Browsers allow sound later only if the context starts inside a tap.
    audioContext();
    this.ringer.cancel();
    if (!('RTCPeerConnection' in globalThis)) {
      this.finish('refused', NO_WEBRTC);
      return Promise.resolve();
    }
    this.instance = ulid();
    this.why.value = '';
    this.phase.value = 'connecting';
    return new Promise((resolve) => {
      this.resolveJoin = resolve;
      this.connection.open();
    });
  }

  async useHere(): Promise<void> {
    const refusal = await refusalOf(this.appointment, this.http);
    if (refusal) {
      this.onRefused(refusal);
      return;
    }
    await this.local.open();
    await this.join();
  }

  leave(): void {
    this.connection.closeAfter({ action: 'leave' });
    this.finish('left', '');
  }

  end(): void {
    this.send({ action: 'end' });
    // The server's `bye` may be lost with the socket.
    setTimeout(() => this.phase.peek() === 'in' && this.finish('ended', MESSAGES.ended), END_MS);
  }

  admit(seat: string): void {
    this.send({ action: 'admit', seat });
  }

  admitAll(): void {
    this.send({ action: 'admit', all: true });
  }

  remove(seat: string): void {
    this.send({ action: 'remove', seat });
  }

  setSwitch(what: 'locked' | 'sharing' | 'chat', on: boolean): void {
    this.send({ action: 'lock', [what]: on });
  }

  sendNote(text: string): void {
    if (text.trim()) this.write(text, undefined);
  }

  attach(file: FileRef): void {
    this.write(undefined, file);
  }

  show(file: string | null): void {
    this.session.show(file);
  }

  setHand(up: boolean): void {
    this.session.hand.value = up;
    this.session.sendState();
  }

  report(result: DeviceResult): void {
    this.result = result;
    if (this.phase.peek() === 'in' || this.phase.peek() === 'waiting') this.send({ action: 'device', result });
  }

  stopRinging(): void {
    this.ringer.cancel();
  }

  proof(): Promise<LinkProof[]> {
    return this.session.proof();
  }

  dispose(): void {
    for (const stop of this.stops.splice(0)) stop();
    this.ringer.cancel();
    if (this.phase.peek() === 'in' || this.phase.peek() === 'waiting') this.leave();
    this.connection.close();
    this.session.leave();
    this.local.dispose();
  }

  private joinMessage(resume: boolean): OutgoingMessage {
    const caps = { sfu: false, h264: true, screen: this.local.canShare };
    return { action: 'join', inst: this.instance, ...(resume ? { resume } : {}), after: this.chat.after, caps };
  }

  private send(message: OutgoingMessage): void {
    if (!this.connection.send(message)) this.outbox.put(message);
  }

  private write(text: string | undefined, file: FileRef | undefined): void {
    const identity = this.session.identity.peek();
    const id = ulid();
    const author = { seat: identity?.seat ?? '', name: identity?.name ?? '' };
    this.connection.send(this.chat.write(id, author, text, file), id);
  }

  /** Sends all notes that the server has not stored, under the same ids. */
  private resendNotes(): void {
    for (const { id, message } of this.chat.unsent()) this.connection.send(message, id);
  }

  private onEntered(phase: 'in' | 'waiting'): void {
    const before = this.phase.peek();
    this.phase.value = phase;
    this.resolveJoin();
    if (phase === 'in' && before === 'waiting') chime();
    if (this.result) this.connection.send({ action: 'device', result: this.result });
    if (phase !== 'in') return;
    for (const message of this.outbox.drain()) this.connection.send(message);
    this.resendNotes();
  }

  private onBye(code: number, mayReturn: boolean): void {
    if (mayReturn) this.connection.reconnectLater(code === BYE_CODES.FLOOD);
    else if (code === BYE_CODES.REPLACED) this.finish('elsewhere', MESSAGES.elsewhere);
    else if (code === BYE_CODES.REMOVED) this.finish('removed', MESSAGES.removed);
    else if (code === BYE_CODES.FLOOD) this.finish('refused', MESSAGES.rate);
    else this.finish('ended', MESSAGES.ended);
  }

  private onRefused(refusal: ApiError | null): void {
    if (refusal?.status === 404 && this.inst)
      this.finish('refused', this.me.peek()?.host ? MESSAGES.takenOff : MESSAGES.noAccess);
    else if (refusal) this.finish('refused', refusal.message);
    else this.finish('ended', MESSAGES.closed);
  }

  /** Ends the call. The camera stays on only after a refusal, for another try. */
  private finish(phase: Phase, why: string): void {
    this.connection.close();
    this.session.leave();
    this.outbox.clear();
    if (phase !== 'refused') this.local.close();
    this.why.value = why;
    this.phase.value = phase;
    this.resolveJoin();
  }

  private watch(): void {
    const { local, session: meeting } = this;
    this.stops.push(
      effect(() => meeting.publish(local.tracks.value)),
      local.sent.subscribe(() => meeting.sendState()),
      effect(() => {
        // A new result, such as a relay that answers, is sent to the others.
        const result = this.check.result.value;
        if (this.result && JSON.stringify(result) !== JSON.stringify(this.result)) this.report(result);
      }),
      effect(() => this.keepAlive()),
      effect(() => (this.isIn.value ? keepScreenOn() : undefined)),
      effect(() => {
        // A delayed note arrives by itself; a lost one must be requested.
        if (this.chat.hasGap) setTimeout(() => this.chat.hasGap && this.connection.replay(), GAP_MS);
      }),
    );
    const timer = setInterval(() => this.phase.peek() === 'in' && this.resendNotes(), RESEND_MS);
    this.stops.push(() => clearInterval(timer));
  }

  /** A call with another person counts as activity; waiting alone does not. */
  private keepAlive(): (() => void) | undefined {
    if (!this.isAccompanied.value) return undefined;
    const alive = (): void => {
      this.http.keepAlive().catch(() => undefined);
    };
    alive();
    const timer = setInterval(alive, KEEP_ALIVE_MS);
    return () => clearInterval(timer);
  }
}
