import { read, written, type ClientMessage, type ServerMessage } from './protocol';
import { ulid } from '../../kernel/ulid';

const PONG_MS = 5_000;

/** The part of a WebSocket that a call uses. */
export type Socket = Pick<WebSocket, 'readyState' | 'send' | 'close' | 'onopen' | 'onmessage' | 'onclose'>;

export interface WirePorts {
  heard(message: ServerMessage, wire: Wire): void;
  /** Once, whoever closed it, unless it was retired before. */
  closed(wire: Wire): void;
}

/**
 * One socket from its opening to its end. It begins with `join`; what overtakes the answer waits for it.
 *
 * A browser has no ping frame and an aborted connection tells nothing, so `ping` asks and gives up after 5 s.
 */
export class Wire {
  /** Set by the answer to `join`. */
  isJoined = false;
  private isOver = false;
  private early: ServerMessage[] = [];
  private pong: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly socket: Socket,
    join: () => ClientMessage,
    private readonly ports: WirePorts,
  ) {
    socket.onopen = () => this.send(join());
    socket.onmessage = (event) => this.take(read(event.data));
    socket.onclose = () => this.end();
  }

  send(message: ClientMessage, id: string = ulid()): boolean {
    if (this.isOver || this.socket.readyState !== 1) return false;
    this.socket.send(written(message, id));
    return true;
  }

  ping(): void {
    if (this.pong !== undefined || !this.send({ action: 'ping', c: ulid() })) return;
    this.pong = setTimeout(() => this.end(), PONG_MS);
  }

  /** Closed on purpose: nobody hears of it, nor of what still arrives. `afterMs`: what was just said must get there. */
  retire(afterMs = 0): void {
    this.isOver = true;
    this.calm();
    if (afterMs) setTimeout(() => this.socket.close(), afterMs);
    else this.socket.close();
  }

  private take(message: ServerMessage | null): void {
    if (this.isOver || !message) return;
    // Anything at all shows that the path is alive.
    this.calm();
    if (message.t === 'pong') return;
    if (this.isJoined || opens(message)) return this.pass(message);
    // The gateway keeps no order: who came while the answer was under way is news to it, not old.
    this.early.push(message);
  }

  private pass(message: ServerMessage): void {
    if (message.t === 'joined' || message.t === 'waiting') this.isJoined = true;
    this.ports.heard(message, this);
    if (this.isJoined) for (const each of this.early.splice(0)) this.ports.heard(each, this);
  }

  private calm(): void {
    clearTimeout(this.pong);
    this.pong = undefined;
  }

  private end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.calm();
    this.socket.close();
    this.ports.closed(this);
  }
}

function opens(message: ServerMessage): boolean {
  return message.t === 'joined' || message.t === 'waiting' || message.t === 'bye' || message.t === 'error';
}
