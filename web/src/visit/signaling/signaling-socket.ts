import { parseMessage, serializeMessage, type OutgoingMessage, type IncomingMessage } from './protocol';
import { ulid } from '../../kernel/ulid';

const PONG_TIMEOUT_MS = 5_000;

/** The part of WebSocket that is used. */
export type Socket = Pick<WebSocket, 'readyState' | 'send' | 'close' | 'onopen' | 'onmessage' | 'onclose'>;

export interface SignalingSocketPorts {
  onMessage(message: IncomingMessage, socket: SignalingSocket): void;
  /** Called once, unless the socket was retired. */
  onClosed(socket: SignalingSocket): void;
}

/**
 * One WebSocket: sends `join` first, and holds messages that precede the answer.
 *
 * Browsers have no ping frame, so `ping` sends a message and closes after 5 s without an answer.
 */
export class SignalingSocket {
  /** Whether the server has answered `join`. */
  isJoined = false;
  private isClosed = false;
  private early: IncomingMessage[] = [];
  private pong: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly socket: Socket,
    join: () => OutgoingMessage,
    private readonly ports: SignalingSocketPorts,
  ) {
    socket.onopen = () => this.send(join());
    socket.onmessage = (event) => this.receive(parseMessage(event.data));
    socket.onclose = () => this.end();
  }

  send(message: OutgoingMessage, id: string = ulid()): boolean {
    if (this.isClosed || this.socket.readyState !== 1) return false;
    this.socket.send(serializeMessage(message, id));
    return true;
  }

  ping(): void {
    if (this.pong !== undefined || !this.send({ action: 'ping', c: ulid() })) return;
    this.pong = setTimeout(() => this.end(), PONG_TIMEOUT_MS);
  }

  /** Closes silently. `afterMs`: lets the last message arrive. */
  retire(afterMs = 0): void {
    this.isClosed = true;
    this.clearPing();
    if (afterMs) setTimeout(() => this.socket.close(), afterMs);
    else this.socket.close();
  }

  private receive(message: IncomingMessage | null): void {
    if (this.isClosed || !message) return;
    // Any message shows that the connection works.
    this.clearPing();
    if (message.t === 'pong') return;
    if (this.isJoined || answersJoin(message)) return this.deliver(message);
    // The gateway may reorder messages: this one is newer than the answer.
    this.early.push(message);
  }

  private deliver(message: IncomingMessage): void {
    if (message.t === 'joined' || message.t === 'waiting') this.isJoined = true;
    this.ports.onMessage(message, this);
    if (this.isJoined) for (const each of this.early.splice(0)) this.ports.onMessage(each, this);
  }

  private clearPing(): void {
    clearTimeout(this.pong);
    this.pong = undefined;
  }

  private end(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.clearPing();
    this.socket.close();
    this.ports.onClosed(this);
  }
}

function answersJoin(message: IncomingMessage): boolean {
  return message.t === 'joined' || message.t === 'waiting' || message.t === 'bye' || message.t === 'error';
}
