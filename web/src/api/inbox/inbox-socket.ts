import { ulid } from '../../kernel/ulid';
import { api, request } from '../client';
import type { ServerMessage, WatchRequest } from './protocol.generated';

/** More often than the gateway closes silent sockets, which is after ten minutes. */
const WATCH_EVERY_MS = 240_000;
/** A slow network may take long to connect; the ticket is valid for 45 seconds. */
const OPEN_MS = 30_000;
const ANSWER_MS = 5_000;
const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 60_000;

export interface InboxEvents {
  /** A thread has changed; null after every connection, because any may have changed before it. */
  onNews(thread: string | null): void;
  /** Whether the server tells of news from now on. */
  onLive(isLive: boolean): void;
}

/**
 * The socket that tells this tab of news in threads, without their content (docs/signaling.md#inbox).
 *
 * It reconnects until it is closed, and waits longer after each failure.
 */
export class InboxSocket {
  private socket: WebSocket | null = null;
  private answer: ReturnType<typeof setTimeout> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private readonly watching: ReturnType<typeof setInterval>;
  private failures = 0;
  private isOpen = true;
  private isLive = false;

  constructor(private readonly events: InboxEvents) {
    this.watching = setInterval(() => this.watch(), WATCH_EVERY_MS);
    addEventListener('online', this.check);
    document.addEventListener('visibilitychange', this.check);
    void this.connect();
  }

  close(): void {
    this.isOpen = false;
    clearInterval(this.watching);
    clearTimeout(this.retry);
    removeEventListener('online', this.check);
    document.removeEventListener('visibilitychange', this.check);
    this.drop();
  }

  /** Finds out at once whether the connection still works, or is back. */
  private readonly check = (): void => {
    if (document.visibilityState !== 'visible') return;
    if (this.socket) this.watch();
    else if (this.retry !== undefined) void this.connect();
  };

  private async connect(): Promise<void> {
    clearTimeout(this.retry);
    this.retry = undefined;
    try {
      const ticket = await request(api.POST('/inbox/ticket', { body: {} }));
      if (this.isOpen) this.open(ticket.url);
    } catch {
      // No ticket, or an address that the browser refuses.
      if (this.isOpen) this.later();
    }
  }

  private open(url: string): void {
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.onopen = () => this.watch();
    socket.onmessage = (event) => socket === this.socket && this.receive(event.data);
    socket.onclose = () => socket === this.socket && this.lost();
    this.loseAfter(OPEN_MS);
  }

  private watch(): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    const message: WatchRequest = { action: 'watch', v: 1, id: ulid() };
    this.socket.send(JSON.stringify(message));
    this.loseAfter(ANSWER_MS);
  }

  private loseAfter(wait: number): void {
    clearTimeout(this.answer);
    this.answer = setTimeout(() => this.lost(), wait);
  }

  private receive(data: unknown): void {
    // The gateway sends messages of its own, too.
    const message = JSON.parse(String(data)) as Partial<ServerMessage>;
    if (message.t === 'thread' && message.id) this.events.onNews(message.id);
    if (message.t === 'watching') this.confirm();
  }

  private confirm(): void {
    clearTimeout(this.answer);
    this.failures = 0;
    if (this.isLive) return;
    this.isLive = true;
    this.events.onLive(true);
    this.events.onNews(null);
  }

  private lost(): void {
    this.drop();
    this.later();
  }

  private drop(): void {
    clearTimeout(this.answer);
    const closed = this.socket;
    this.socket = null;
    // A browser complains about a socket that is closed while it opens, though it was left on purpose.
    if (closed && !this.isOpen && closed.readyState === WebSocket.CONNECTING) closed.onopen = () => closed.close();
    else closed?.close();
    if (this.isLive) this.events.onLive(false);
    this.isLive = false;
  }

  private later(): void {
    const wait = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures) * (0.5 + Math.random());
    this.failures += 1;
    this.retry = setTimeout(() => void this.connect(), wait);
  }
}
