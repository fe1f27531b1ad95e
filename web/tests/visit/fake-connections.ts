// A WebSocket and a peer connection in memory, for tests of a call.

export const NOW = '2026-01-01T10:00:00Z';

interface Sent {
  action: string;
  c?: string;
  id: string;
  inst?: string;
  resume?: boolean;
  text?: string;
}

export class FakeSocket {
  static all: FakeSocket[] = [];
  readyState = 1;
  sent: Sent[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;

  constructor() {
    FakeSocket.all.push(this);
    queueMicrotask(() => this.onopen?.());
  }

  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify({ v: 1, ...message }) });
  }

  send(data: string): void {
    const message = JSON.parse(data) as Sent;
    this.sent.push(message);
    if (message.action === 'ping') queueMicrotask(() => this.say({ t: 'pong', c: message.c, now: NOW }));
  }

  close(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.();
  }
}

/** A peer connection that never connects. */
export class FakePeerConnection {
  addTransceiver = () => ({
    sender: { track: null, replaceTrack: async () => undefined, getParameters: () => ({ encodings: [] }) },
  });
  getStats = async () => new Map();
  getConfiguration = () => ({});
  setConfiguration = () => undefined;
  restartIce = () => undefined;
  close = () => undefined;
}
