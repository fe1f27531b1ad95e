import { signal } from '@preact/signals';
import { ApiError } from '../../api/api-error';
import { Backoff } from './backoff';
import type { ClientMessage, ServerMessage } from './protocol';
import type { Ticket } from '../types';
import { SignalingSocket, type Socket } from './signaling-socket';

const PING_EVERY_MS = 50_000;
const JOIN_TIMEOUT_MS = 10_000;
const REPLACED = 4001;
const LAST_MESSAGE_MS = 1_500;
const RATE_WAIT_MS = 10_000;

/** How the server came to say `joined`: it decides what the call does with it. */
export type JoinKind = 'first' | 'resume' | 'renewal' | 'replay';

export interface SignalingConnectionPorts {
  /** Raises: Refusal. */
  ticket(): Promise<Ticket>;
  socket(url: string): Socket;
  join(resume: boolean): ClientMessage;
  onMessage(message: ServerMessage, arrival: JoinKind): void;
  /** No further try: the HTTPS call for the ticket said why, or the room has closed (null). */
  onRefused(refusal: ApiError | null): void;
}

/**
 * The way to the server: it comes back until the room closes, with a new ticket each time (video.md §5).
 *
 * A socket is replaced before the gateway cuts it (`renewAt`), and nothing is heard of the old one's end.
 */
export class SignalingConnection {
  readonly state = signal<'down' | 'up' | 'reconnecting'>('down');
  /** Tries in a row that came to nothing. */
  readonly failures = signal(0);
  /** Milliseconds of this machine's clock after which there is no room to come back to. */
  closesAt = Infinity;
  private current: SignalingSocket | null = null;
  private next: SignalingSocket | null = null;
  private attempt = 0;
  private isTrying = false;
  private hasJoined = false;
  private isReplaying = false;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private renewTimer: ReturnType<typeof setTimeout> | undefined;
  private answerTimer: ReturnType<typeof setTimeout> | undefined;
  private pingTimer: ReturnType<typeof setInterval> | undefined;
  private isOpen = false;
  private readonly backoff: Backoff;

  constructor(
    private readonly ports: SignalingConnectionPorts,
    chance?: () => number,
  ) {
    this.backoff = new Backoff(chance);
  }

  /** Takes the seat: also from another window. */
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

  /** For good; `open` begins anew. */
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

  /** The last word, which the end of the socket must not overtake: the gateway keeps no order. */
  closeAfter(message: ClientMessage): void {
    if (this.send(message)) this.current?.retire(LAST_MESSAGE_MS);
    this.current = null;
    this.close();
  }

  send(message: ClientMessage, id?: string): boolean {
    return this.current?.send(message, id) ?? false;
  }

  /** Is the path still there? Answered within 5 s, or the link comes back by another socket. */
  readonly check = (): void => {
    if (document.visibilityState === 'hidden') return;
    if (this.current) this.current.ping();
    else if (this.isOpen && !this.isTrying) this.retry(0);
  };

  /** A note is missing: the server replays what follows the last one without a gap. */
  replay(): void {
    this.isReplaying = this.send(this.ports.join(true));
  }

  renewAfter(ms: number): void {
    clearTimeout(this.renewTimer);
    this.renewTimer = setTimeout(() => void this.connect(), Math.max(0, ms));
  }

  /** The server said `bye` and that we may come again. */
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
    const join = (): ClientMessage => this.ports.join(this.hasJoined);
    const socket = new SignalingSocket(this.ports.socket(url), join, {
      onMessage: (message, from) => this.onMessage(message, from),
      onClosed: (gone) => this.onClosed(gone),
    });
    this.next = socket;
    // Neither refused nor answered: a proxy that swallows sockets looks like this.
    this.answerTimer = setTimeout(() => turn === this.attempt && this.abandon(socket), JOIN_TIMEOUT_MS);
  }

  private onMessage(message: ServerMessage, from: SignalingSocket): void {
    if (from === this.next && from.isJoined) return this.onJoined(message, from);
    if (from === this.next && message.t === 'error') return this.abandon(from);
    if (from !== this.current && from !== this.next) return;
    // The own next socket took the seat, and its answer is still on the way.
    if (from === this.current && this.next && message.t === 'bye' && message.code === REPLACED) return;
    const isAgain = this.isReplaying && message.t === 'joined';
    if (isAgain) this.isReplaying = false;
    this.ports.onMessage(message, isAgain ? 'replay' : 'resume');
  }

  private onJoined(message: ServerMessage, socket: SignalingSocket): void {
    const arrival: JoinKind = this.current ? 'renewal' : this.hasJoined ? 'resume' : 'first';
    clearTimeout(this.answerTimer);
    // Retired before the server's `bye` to it can be heard.
    this.current?.retire();
    this.current = socket;
    this.next = null;
    this.isTrying = false;
    this.hasJoined = true;
    this.backoff.reset();
    this.failures.value = 0;
    this.state.value = 'up';
    this.ports.onMessage(message, arrival);
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
    // A renewal that is refused leaves the present socket as it is: the server will say what it wants.
    if (isFinal && this.current) this.isTrying = false;
    else if (isFinal) this.finish(refusal);
    else this.retry(this.backoff.next());
  }

  private retry(wait: number): void {
    this.isTrying = false;
    this.failures.value += 1;
    if (!this.isOpen) return;
    if (Date.now() >= this.closesAt) return this.finish(null);
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => void this.connect(), wait);
  }

  private finish(refusal: ApiError | null): void {
    this.close();
    this.ports.onRefused(refusal);
  }
}
