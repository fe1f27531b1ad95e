import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { Refusal } from '../api/api-error';
import { Check, opensSocket } from './check/device-check';
import { Link } from './signaling/signaling-connection';
import { Media } from './media/local-media';
import { Meeting } from './room-session';
import { Notes } from './chat/chat-log';
import { Outbox } from './signaling/outbox';
import type { ClientMessage } from './signaling/protocol';
import { chime, Ringer } from './media/ringer';
import { audio } from './media/sound';
import { statusOf } from './call-status';
import type { Call, CallHttp, DeviceResult, FileRef, LinkProof, Phase } from './types';
import { ulid } from '../kernel/ulid';
import { stayAwake } from './media/wake-lock';
import { SAYS } from './call-words';

const KEEP_ALIVE_MS = 60_000;
const RESEND_MS = 5_000;
const GAP_MS = 400;
const END_MS = 3_000;
const REPLACED = 4001;
const REMOVED = 4003;
const RATE = 4008;

/** `startsAt`: ISO 8601, so that a page from which nobody has joined yet rings at the start. */
export function createCall(appointment: string, http: CallHttp, startsAt?: string): Call {
  return new Visit(appointment, http, startsAt);
}

class Visit implements Call {
  readonly phase = signal<Phase>('idle');
  readonly why = signal('');
  readonly local = new Media();
  readonly check: Check;
  readonly link: ReadonlySignal<'up' | 'reconnecting'>;
  readonly status: ReadonlySignal<string>;
  private readonly socket: Link;
  private readonly outbox = new Outbox();
  private readonly log = new Notes(() => this.meeting.identity.peek()?.seat ?? '');
  private readonly meeting: Meeting;
  private readonly ringer = new Ringer(() => this.phase.peek() === 'idle');
  private readonly stops: (() => void)[] = [];
  private inst = '';
  private settled: () => void = () => undefined;
  private result: DeviceResult | null = null;
  private readonly isIn = computed(() => this.phase.value === 'in');
  private readonly isAccompanied = computed(
    () => this.isIn.value && this.people.value.some((each) => each.state === 'here'),
  );

  constructor(
    appointment: string,
    private readonly http: CallHttp,
    startsAt?: string,
  ) {
    this.check = new Check(this.local, { http, appointment, opens: opensSocket });
    this.socket = new Link({
      ticket: () => http.ticket(appointment),
      socket: (url) => new WebSocket(url),
      join: (resume) => this.joining(resume),
      heard: (message, arrival) => this.meeting.hear(message, arrival),
      refused: (refusal) => this.refused(refusal),
    });
    this.meeting = new Meeting({
      link: this.socket,
      media: this.local,
      notes: this.log,
      send: (message) => this.send(message),
      entered: (phase) => this.entered(phase),
      bye: (code, mayReturn) => this.bye(code, mayReturn),
      relays: (isReached, words) => this.check.relays(isReached, words),
      unsupported: () => this.finish('refused', SAYS.group),
    });
    this.link = computed(() => (this.socket.state.value === 'reconnecting' ? 'reconnecting' : 'up'));
    this.status = computed(() =>
      statusOf(this.phase.value, this.socket, this.meeting.roster, this.local.problems.value),
    );
    if (startsAt) this.ringer.at(Date.parse(startsAt) - Date.now());
    this.follow();
  }

  get lobby() {
    return this.meeting.lobby;
  }
  get me() {
    return this.meeting.me;
  }
  get people() {
    return this.meeting.roster.people;
  }
  get waiting() {
    return this.meeting.roster.waiting;
  }
  get notes() {
    return this.log.all;
  }
  get room() {
    return this.meeting.room;
  }
  get times() {
    return this.meeting.times;
  }
  get ringing() {
    return this.ringer.ringing;
  }

  join(): Promise<void> {
    // Sound that comes later is allowed only because this runs inside a tap.
    audio();
    this.ringer.hush();
    if (!('RTCPeerConnection' in globalThis)) {
      this.finish('refused', SAYS.noWebRtc);
      return Promise.resolve();
    }
    this.inst = ulid();
    this.why.value = '';
    this.phase.value = 'connecting';
    return new Promise((resolve) => {
      this.settled = resolve;
      this.socket.open();
    });
  }

  async useHere(): Promise<void> {
    await this.local.open();
    await this.join();
  }

  leave(): void {
    this.socket.part({ action: 'leave' });
    this.finish('left', '');
  }

  end(): void {
    this.send({ action: 'end' });
    // Its `bye` may be lost with the socket.
    setTimeout(() => this.phase.peek() === 'in' && this.finish('ended', SAYS.ended), END_MS);
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

  lock(what: 'locked' | 'sharing' | 'chat', on: boolean): void {
    this.send({ action: 'lock', [what]: on });
  }

  say(text: string): void {
    if (text.trim()) this.write(text, undefined);
  }

  attach(file: FileRef): void {
    this.write(undefined, file);
  }

  show(file: string | null): void {
    this.meeting.show(file);
  }

  hand(up: boolean): void {
    this.meeting.hand.value = up;
    this.meeting.tell();
  }

  report(result: DeviceResult): void {
    this.result = result;
    if (this.phase.peek() === 'in' || this.phase.peek() === 'waiting') this.send({ action: 'device', result });
  }

  hush(): void {
    this.ringer.hush();
  }

  proof(): Promise<LinkProof[]> {
    return this.meeting.proof();
  }

  dispose(): void {
    for (const stop of this.stops.splice(0)) stop();
    this.ringer.hush();
    if (this.phase.peek() === 'in' || this.phase.peek() === 'waiting') this.leave();
    this.socket.close();
    this.meeting.leave();
    this.local.dispose();
  }

  private joining(resume: boolean): ClientMessage {
    const caps = { sfu: false, h264: true, screen: this.local.canShare };
    return { action: 'join', inst: this.inst, ...(resume ? { resume } : {}), after: this.log.after, caps };
  }

  private send(message: ClientMessage): void {
    if (!this.socket.send(message)) this.outbox.put(message);
  }

  private write(text: string | undefined, file: FileRef | undefined): void {
    const known = this.meeting.identity.peek();
    const id = ulid();
    const author = { seat: known?.seat ?? '', name: known?.name ?? '' };
    this.socket.send(this.log.write(id, author, text, file), id);
  }

  /** Whatever the server has not kept, said again under the same ids. */
  private sayAgain(): void {
    for (const { id, message } of this.log.unsent()) this.socket.send(message, id);
  }

  private entered(phase: 'in' | 'waiting'): void {
    const before = this.phase.peek();
    this.phase.value = phase;
    this.settled();
    if (phase === 'in' && before === 'waiting') chime();
    if (this.result) this.socket.send({ action: 'device', result: this.result });
    if (phase !== 'in') return;
    for (const message of this.outbox.drain()) this.socket.send(message);
    this.sayAgain();
  }

  private bye(code: number, mayReturn: boolean): void {
    if (mayReturn) this.socket.again(code === RATE);
    else if (code === REPLACED) this.finish('elsewhere', SAYS.elsewhere);
    else if (code === REMOVED) this.finish('removed', SAYS.removed);
    else if (code === RATE) this.finish('refused', SAYS.rate);
    else this.finish('ended', SAYS.ended);
  }

  private refused(refusal: Refusal | null): void {
    if (refusal) this.finish('refused', refusal.message);
    else this.finish('ended', SAYS.closed);
  }

  /** Out: no socket, no media, no light of the camera, unless the room was only not open yet. */
  private finish(phase: Phase, why: string): void {
    this.socket.close();
    this.meeting.leave();
    this.outbox.clear();
    if (phase !== 'refused') this.local.close();
    this.why.value = why;
    this.phase.value = phase;
    this.settled();
  }

  private follow(): void {
    const { local, meeting } = this;
    this.stops.push(
      effect(() => meeting.publish(local.tracks.value)),
      local.sent.subscribe(() => meeting.tell()),
      effect(() => {
        // What was found later, such as a relay, is news to the others.
        const result = this.check.result.value;
        if (this.result && JSON.stringify(result) !== JSON.stringify(this.result)) this.report(result);
      }),
      effect(() => this.keepAlive()),
      effect(() => (this.isIn.value ? stayAwake() : undefined)),
      effect(() => {
        // One that was overtaken comes by itself; one that was lost has to be asked for.
        if (this.log.hasGap) setTimeout(() => this.log.hasGap && this.socket.replay(), GAP_MS);
      }),
    );
    const timer = setInterval(() => this.phase.peek() === 'in' && this.sayAgain(), RESEND_MS);
    this.stops.push(() => clearInterval(timer));
  }

  /** With somebody there a call is activity: a room left open beside nobody is not, and its session ends (V11, S12). */
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
