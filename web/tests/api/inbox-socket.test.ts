import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { InboxSocket } from '../../src/api/inbox/inbox-socket';

class FakeSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 0;
  sent: string[] = [];
  onopen: () => void = () => undefined;
  onmessage: (event: { data: string }) => void = () => undefined;
  onclose: () => void = () => undefined;
  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.readyState = 3;
  }
  answer(message: object): void {
    this.onmessage({ data: JSON.stringify(message) });
  }
  open(): void {
    this.readyState = 1;
    this.onopen();
  }
  accept(): void {
    this.open();
    if (this.readyState !== 1) return;
    this.answer({ t: 'watching', v: 1, re: 'x' });
  }
}

let tickets = 0;
const news: (string | null)[] = [];
const live: boolean[] = [];
let inbox: InboxSocket;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('fetch', () => {
    tickets += 1;
    const body = JSON.stringify({
      url: `wss://clocktree.test/ws?inbox=${tickets}`,
      expires_at: '2026-01-01T00:00:00Z',
    });
    return Promise.resolve(new Response(body, { status: 201, headers: { 'Content-Type': 'application/json' } }));
  });
  FakeSocket.all = [];
  [news.length, live.length, tickets] = [0, 0, 0];
  inbox = new InboxSocket({ onNews: (thread) => news.push(thread), onLive: (is) => live.push(is) });
  await vi.advanceTimersByTimeAsync(0);
});

afterEach(() => {
  inbox.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('after each connection everything may have changed, and then each thread that is told', async () => {
  FakeSocket.all[0]?.accept();
  FakeSocket.all[0]?.answer({ t: 'thread', v: 1, id: 'T1', n: 2 });
  expect(news).toEqual([null, 'T1']);
  FakeSocket.all[0]?.onclose();
  expect(live).toEqual([true, false]);
  await vi.advanceTimersByTimeAsync(2_000);
  FakeSocket.all[1]?.accept();
  expect(news).toEqual([null, 'T1', null]);
  expect(tickets).toBe(2);
});

test('a socket without an answer is closed, and each attempt waits longer than the one before', async () => {
  const first = FakeSocket.all[0];
  first?.open();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(first?.readyState).toBe(3);
  await vi.advanceTimersByTimeAsync(20 * 60_000);
  expect(tickets).toBeGreaterThan(10);
  expect(tickets).toBeLessThan(50);
});

test('a slow network has half a minute to open a socket', async () => {
  const socket = FakeSocket.all[0];
  await vi.advanceTimersByTimeAsync(29_000);
  expect(socket?.readyState).toBe(0);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(socket?.readyState).toBe(3);
});

test('a message of the gateway is no answer', async () => {
  const socket = FakeSocket.all[0];
  socket?.open();
  socket?.answer({ message: 'Internal server error' });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(socket?.readyState).toBe(3);
  expect(live).toEqual([]);
});

test('after it was closed no further socket is opened', async () => {
  FakeSocket.all[0]?.accept();
  inbox.close();
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  expect(FakeSocket.all).toHaveLength(1);
  expect(live).toEqual([true, false]);
});

test('a socket that is left while it opens is closed once it is open', () => {
  const [socket] = FakeSocket.all;
  inbox.close();
  expect(socket?.readyState).toBe(0);
  socket?.accept();
  expect(socket?.readyState).toBe(3);
});
