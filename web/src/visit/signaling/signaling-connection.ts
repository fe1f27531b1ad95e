import { signal } from '@preact/signals';
import { ApiError } from '../../api/api-error';
import { Backoff } from './backoff';
import type { OutgoingMessage, IncomingMessage } from './protocol';
import { BYE_CODES, RATE_WINDOW_SECONDS } from './protocol.generated';
import type { Ticket } from '../types';
import { SignalingSocket, type Socket } from './signaling-socket';

const PING_EVERY_MS = 50_000;
const JOIN_TIMEOUT_MS = 10_000;
const LAST_MESSAGE_MS = 1_500;
const RATE_WAIT_MS = RATE_WINDOW_SECONDS * 1000;

/** The reason for the server's `joined`. */
export type JoinKind = 'first' | 'resume' | 'renewal' | 'replay';

export interface SignalingConnectionPorts {
  /** Raises: ApiError. */
  ticket(): Promise<Ticket>;
  socket(url: string): Socket;
  join(resume: boolean): OutgoingMessage;
  onMessage(message: IncomingMessage, kind: JoinKind): void;
  /** Called when it gives up: the ticket was refused, or the room has closed (null). */
  onRefused(refusal: ApiError | null): void;
}

/**
 * The connection to the signaling server; it reconnects until the room closes.
 *
 * Each socket has a ticket of its own. A socket is replaced before the gateway closes it (docs/signaling.md).
 */
export class SignalingConnection {
  readonly state = signal<'down' | 'up' | 'reconnecting'>('down');
  /** Failed attempts in a row. */
  readonly failures = signal(0);
  /** Whether the page has taken its seat since `open`. */
  hasJoined = false;
  /** When the room closes, by `performance.now()`: a device's clock may be set during a call. */
  private closesAt = Infinity;
  private current: SignalingSocket | null = null;
  private next: SignalingSocket | null = null;
  private attempt = 0;
  private isTrying = false;
  private isReplaying = false;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private renewTimer: ReturnType<typeof setTimeout> | undefined;
  private answerTimer: ReturnType<typeof setTimeout> | undefined;
  private pingTimer: ReturnType<typeof setInterval> | undefined;
  private isOpen = false;
  private readonly backoff: Backoff;

  constructor(
    private readonly ports: SignalingConnectionPorts,
    random?: () => number,
  ) {
    this.backoff = new Backoff(random);
  }

  /** Connects and takes the seat, also from another window. */
  open(): void {
    this.close();
    this.isOpen = true;
    this.hasJoined = false;
    this.failures.value = 0;
    this.backoff.reset();
    this.pingTimer = setInterval(() => this.current?.ping(), PING_EVERY_MS);
    addEventListener('online', this.check);
    document.addEventListener('visibilitychange', this.check);
    void this.connect();
  }

  /** Closes the connection; `open` starts again. */
  close(): void {
    this.isOpen = false;
    this.attempt += 1;
    this.isTrying = false;
    for (const timer of [this.retryTimer, this.renewTimer, this.answerTimer, this.pingTimer]) clearTimeout(timer);
    removeEventListener('online', this.check);
    document.removeEventListener('visibilitychange', this.check);
    this.current?.retire();
    this.next?.retire();
    this.current = this.next = null;
    this.state.value = 'down';
  }

  /** Sends a last message and closes later: the gateway may reorder them. */
  closeAfter(message: OutgoingMessage): void {
    if (this.send(message)) this.current?.retire(LAST_MESSAGE_MS);
    this.current = null;
    this.close();
  }

  send(message: OutgoingMessage, id?: string): boolean {
    return this.current?.send(message, id) ?? false;
  }

  /** Pings the server; without an answer within 5 s it reconnects. */
  readonly check = (): void => {
    if (document.visibilityState === 'hidden') return;
    if (this.current) this.current.ping();
    else if (this.isOpen && !this.isTrying) this.retry(0);
  };

  /** Asks the server to replay missing notes. */
  replay(): void {
    this.isReplaying = this.send(this.ports.join(true));
  }

  /** Sets when it gives up: the room closes in `ms` from now. */
  expireAfter(ms: number): void {
    this.closesAt = performance.now() + ms;
  }

  renewAfter(ms: number): void {
    clearTimeout(this.renewTimer);
    this.renewTimer = setTimeout(() => void this.connect(), Math.max(0, ms));
  }

  /** Reconnects after a `bye` that allows it. */
  reconnectLater(isRate: boolean): void {
    this.current?.retire();
    this.current = null;
    this.state.value = 'reconnecting';
    this.retry(isRate ? RATE_WAIT_MS : this.backoff.next());
  }

  private async connect(): Promise<void> {
    const turn = ++this.attempt;
    this.isTrying = true;
    clearTimeout(this.retryTimer);
    clearTimeout(this.answerTimer);
    this.next?.retire();
    this.next = null;
    try {
      const ticket = await this.ports.ticket();
      if (turn === this.attempt) this.openSocket(ticket.url, turn);
    } catch (reason) {
      if (turn === this.attempt) this.ticketFailed(reason);
    }
  }

  private openSocket(url: string, turn: number): void {
    const join = (): OutgoingMessage => this.ports.join(this.hasJoined);
    const socket = new SignalingSocket(this.ports.socket(url), join, {
      onMessage: (message, from) => this.onMessage(message, from),
      onClosed: (socket) => this.onClosed(socket),
    });
    this.next = socket;
    // Some proxies neither refuse a socket nor answer.
    this.answerTimer = setTimeout(() => turn === this.attempt && this.abandon(socket), JOIN_TIMEOUT_MS);
  }

  private onMessage(message: IncomingMessage, from: SignalingSocket): void {
    if (from === this.next && from.isJoined) return this.onJoined(message, from);
    if (from === this.next && message.t === 'error') return this.abandon(from);
    if (from !== this.current && from !== this.next) return;
    // Our own next socket took the seat; its answer has not arrived yet.
    if (from === this.current && this.next && message.t === 'bye' && message.code === BYE_CODES.REPLACED) return;
    const isReplay = this.isReplaying && message.t === 'joined';
    if (isReplay) this.isReplaying = false;
    this.ports.onMessage(message, isReplay ? 'replay' : 'resume');
  }

  private onJoined(message: IncomingMessage, socket: SignalingSocket): void {
    const kind: JoinKind = this.current ? 'renewal' : this.hasJoined ? 'resume' : 'first';
    clearTimeout(this.answerTimer);
    // Retired first, so that the server's `bye` to it is ignored.
    this.current?.retire();
    this.current = socket;
    this.next = null;
    this.isTrying = false;
    this.hasJoined = true;
    this.backoff.reset();
    this.failures.value = 0;
    this.state.value = 'up';
    this.ports.onMessage(message, kind);
  }

  private abandon(socket: SignalingSocket): void {
    socket.retire();
    this.onClosed(socket);
  }

  private onClosed(socket: SignalingSocket): void {
    if (socket === this.next) {
      this.next = null;
      clearTimeout(this.answerTimer);
      this.retry(this.backoff.next());
    } else if (socket === this.current) {
      this.current = null;
      this.state.value = 'reconnecting';
      if (!this.isTrying) this.retry(this.backoff.next());
    }
  }

  private ticketFailed(reason: unknown): void {
    const refusal = reason instanceof ApiError ? reason : null;
    const isFinal = refusal !== null && [401, 403, 404, 409, 422].includes(refusal.status);
    // A refused renewal leaves the present socket as it is.
    if (isFinal && this.current) this.isTrying = false;
    else if (isFinal) this.finish(refusal);
    else this.retry(this.backoff.next());
  }

  private retry(wait: number): void {
    this.isTrying = false;
    this.failures.value += 1;
    if (!this.isOpen) return;
    if (performance.now() >= this.closesAt) return this.finish(null);
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => void this.connect(), wait);
  }

  private finish(refusal: ApiError | null): void {
    this.close();
    this.ports.onRefused(refusal);
  }
}
