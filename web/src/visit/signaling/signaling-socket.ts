import { parseMessage, serializeMessage, type ClientMessage, type ServerMessage } from './protocol';
import { ulid } from '../../kernel/ulid';

const PONG_TIMEOUT_MS = 5_000;

/** The part of a WebSocket that a call uses. */
export type Socket = Pick<WebSocket, 'readyState' | 'send' | 'close' | 'onopen' | 'onmessage' | 'onclose'>;

export interface SignalingSocketPorts {
  onMessage(message: ServerMessage, socket: SignalingSocket): void;
  /** Once, whoever closed it, unless it was retired before. */
  onClosed(socket: SignalingSocket): void;
}

/**
 * One socket from its opening to its end. It begins with `join`; what overtakes the answer waits for it.
 *
 * A browser has no ping frame and an aborted connection tells nothing, so `ping` asks and gives up after 5 s.
 */
export class SignalingSocket {
  /** Set by the answer to `join`. */
  isJoined = false;
  private isClosed = false;
  private early: ServerMessage[] = [];
  private pong: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly socket: Socket,
    join: () => ClientMessage,
    private readonly ports: SignalingSocketPorts,
  ) {
    socket.onopen = () => this.send(join());
    socket.onmessage = (event) => this.receive(parseMessage(event.data));
    socket.onclose = () => this.end();
  }

  send(message: ClientMessage, id: string = ulid()): boolean {
    if (this.isClosed || this.socket.readyState !== 1) return false;
    this.socket.send(serializeMessage(message, id));
    return true;
  }

  ping(): void {
    if (this.pong !== undefined || !this.send({ action: 'ping', c: ulid() })) return;
    this.pong = setTimeout(() => this.end(), PONG_TIMEOUT_MS);
  }

  /** Closed on purpose: nobody hears of it, nor of what still arrives. `afterMs`: what was just said must get there. */
  retire(afterMs = 0): void {
    this.isClosed = true;
    this.clearPing();
    if (afterMs) setTimeout(() => this.socket.close(), afterMs);
    else this.socket.close();
  }

  private receive(message: ServerMessage | null): void {
    if (this.isClosed || !message) return;
    // Anything at all shows that the path is alive.
    this.clearPing();
    if (message.t === 'pong') return;
    if (this.isJoined || answersJoin(message)) return this.deliver(message);
    // The gateway keeps no order: who came while the answer was under way is news to it, not old.
    this.early.push(message);
  }

  private deliver(message: ServerMessage): void {
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

function answersJoin(message: ServerMessage): boolean {
  return message.t === 'joined' || message.t === 'waiting' || message.t === 'bye' || message.t === 'error';
}
