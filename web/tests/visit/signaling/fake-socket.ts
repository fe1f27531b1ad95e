const NOW = '2026-01-01T00:00:00Z';
export const TIMES = {
  ...{ now: NOW, starts_at: NOW, opens_at: NOW, ends_at: '2026-01-01T01:00:00Z' },
  renew_at: '2026-01-01T01:50:00Z',
  closes_at: '2026-01-01T03:00:00Z',
};

/** A socket whose server is the test. */
export class FakeSocket {
  readyState = 0;
  answers = false;
  sent: { action: string; resume?: boolean; c?: string }[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;

  constructor(readonly url: string) {}

  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify({ v: 1, ...message }) });
  }

  send(data: string): void {
    const message = JSON.parse(data) as FakeSocket['sent'][number];
    this.sent.push(message);
    if (this.answers && message.action === 'ping')
      queueMicrotask(() => this.say({ t: 'pong', c: message.c, now: TIMES.now }));
  }

  close(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.();
  }

  said(action: string): number {
    return this.sent.filter((each) => each.action === action).length;
  }
}
