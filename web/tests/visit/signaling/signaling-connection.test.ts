import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiError } from '../../../src/api/api-error';
import { Backoff } from '../../../src/visit/signaling/backoff';
import { SignalingConnection, type JoinKind } from '../../../src/visit/signaling/signaling-connection';
import { Outbox } from '../../../src/visit/signaling/outbox';
import type { OutgoingMessage, IncomingMessage } from '../../../src/visit/signaling/protocol';
import type { Socket } from '../../../src/visit/signaling/signaling-socket';
import { FakeSocket, TIMES } from './fake-socket';

const JOINED = {
  t: 'joined',
  s: 1,
  seat: 'a',
  name: 'A',
  role: 'provider',
  host: true,
  order: ['a', 'b'],
  peers: [],
  waiting: [],
  ice: { servers: [], expires_at: TIMES.now, provider: 'none' },
  notes: [],
  room: { locked: false, sharing: true, chat: true },
  topology: { kind: 'mesh' },
  ice_policy: 'all',
  ...TIMES,
};

let sockets: FakeSocket[];
let tickets: number;
let refuse: ApiError | null;
let messages: [string, JoinKind][];
let refused: (ApiError | null)[];
let link: SignalingConnection;

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  messages = [];
  refused = [];
  tickets = 0;
  refuse = null;
  link = new SignalingConnection(
    {
      async ticket() {
        tickets += 1;
        if (refuse) throw refuse;
        return { ticket: 't', url: `ws://room/${tickets}`, expires_at: TIMES.now };
      },
      socket(url) {
        sockets.push(new FakeSocket(url));
        return sockets.at(-1) as unknown as Socket;
      },
      join: (resume): OutgoingMessage => ({
        action: 'join',
        inst: 'i',
        resume,
        after: 0,
        caps: { sfu: false, h264: true, screen: true },
      }),
      onMessage: (message: IncomingMessage, arrival) => messages.push([message.t, arrival]),
      onRefused: (refusal) => refused.push(refusal),
    },
    () => 0.5,
  );
});
afterEach(() => {
  link.close();
  vi.useRealTimers();
});

const last = (): FakeSocket => sockets.at(-1)!;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

async function joined(): Promise<FakeSocket> {
  await pass(0);
  last().open();
  last().say(JOINED);
  return last();
}

test('the wait doubles from 250 ms to 8 s, times 0.5 to 1.5', () => {
  const waits = (random: number) => {
    const backoff = new Backoff(() => random);
    return Array.from({ length: 8 }, () => backoff.next());
  };
  expect(waits(0.5)).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000, 8000]);
  expect(waits(0)[7]).toBe(4000);
  expect(waits(1)[0]).toBe(375);
});

test('the first join takes the seat, and a later one resumes', async () => {
  link.open();
  const first = await joined();
  expect([first.sent[0]!.action, first.sent[0]!.resume]).toEqual(['join', false]);
  first.close();
  expect(link.state.value).toBe('reconnecting');
  await pass(250);
  const second = await joined();
  expect([second.sent[0]!.resume, link.state.value, tickets]).toEqual([true, 'up', 2]);
  expect(messages.map(([, arrival]) => arrival)).toEqual(['first', 'resume']);
});

test('a message that precedes the answer to join is delivered after it', async () => {
  link.open();
  await pass(0);
  last().open();
  last().say({ t: 'peer', seat: 'b', role: 'client', host: false, state: 'here', s: 2 });
  expect(messages).toEqual([]);
  last().say(JOINED);
  expect(messages.map(([name]) => name)).toEqual(['joined', 'peer']);
});

test('it retries until the room closes, and then says so', async () => {
  link.open();
  link.expireAfter(10 * 60_000);
  refuse = new ApiError(0, 'Unreachable', 'no way');
  await pass(9 * 60_000);
  expect(refused).toEqual([]);
  expect(tickets).toBeGreaterThan(60);
  await pass(2 * 60_000);
  expect(refused).toEqual([null]);
});

test.each([-26, -4, 4, 26])('a clock that is set by %i hours during a call ends nothing', async (hours) => {
  link.open();
  const socket = await joined();
  link.expireAfter(10 * 60_000);
  vi.setSystemTime(Date.now() + hours * 3_600_000);
  socket.close();
  expect([link.state.value, refused]).toEqual(['reconnecting', []]);
  await pass(250);
  await joined();
  expect([link.state.value, tickets, refused]).toEqual(['up', 2, []]);
  last().close();
  refuse = new ApiError(0, 'Unreachable', 'no way');
  await pass(11 * 60_000);
  expect(refused).toEqual([null]);
});

describe('a refused ticket ends it with the message', () => {
  test.each([401, 403, 404, 409])('%i', async (status) => {
    refuse = new ApiError(status, 'No', 'The room opens at 2:00 PM.');
    link.open();
    await pass(60_000);
    expect(refused.map((each) => each?.message)).toEqual(['The room opens at 2:00 PM.']);
    expect(tickets).toBe(1);
  });
});

test('a socket without an answer is abandoned after ten seconds', async () => {
  link.open();
  await pass(0);
  last().open();
  await pass(10_500);
  expect([sockets.length, sockets[0]!.readyState]).toEqual([2, 3]);
});

test('without a pong within five seconds it reconnects', async () => {
  link.open();
  const first = await joined();
  link.check();
  await pass(4_900);
  expect(link.state.value).toBe('up');
  await pass(100);
  expect([link.state.value, first.readyState]).toEqual(['reconnecting', 3]);
});

test('a pong keeps the connection', async () => {
  link.open();
  const socket = await joined();
  link.check();
  socket.say({ t: 'pong', c: socket.sent.at(-1)!.c, now: TIMES.now });
  await pass(6_000);
  expect(link.state.value).toBe('up');
});

test('back online, it reconnects without waiting', async () => {
  link.open();
  await pass(0);
  for (let round = 0; round < 6; round += 1) {
    last().close();
    await pass(8_000);
  }
  last().close();
  const before = sockets.length;
  dispatchEvent(new Event('online'));
  await pass(0);
  expect(sockets.length).toBe(before + 1);
});

test('a second socket renews the connection, and the old one is ignored', async () => {
  link.open();
  const old = await joined();
  old.answers = true;
  link.renewAfter(110 * 60_000);
  await pass(110 * 60_000 - 1);
  expect(sockets).toHaveLength(1);
  const states: string[] = [];
  const stop = link.state.subscribe((state) => states.push(state));
  await pass(1);
  const fresh = last();
  fresh.open();
  expect(fresh.sent[0]!.resume).toBe(true);
  old.say({ t: 'bye', code: 4001, reconnect: false });
  fresh.say(JOINED);
  old.say({ t: 'bye', code: 4001, reconnect: false });
  stop();
  expect(messages.at(-1)).toEqual(['joined', 'renewal']);
  expect(states).toEqual(['up']);
});

test('a replay of notes is not a reconnect', async () => {
  link.open();
  const socket = await joined();
  link.replay();
  expect(socket.said('join')).toBe(2);
  socket.say(JOINED);
  socket.say(JOINED);
  expect(messages.map(([, arrival]) => arrival)).toEqual(['first', 'replay', 'resume']);
});

test('it does not reconnect after close', async () => {
  link.open();
  const socket = await joined();
  link.close();
  socket.say({ t: 'room', locked: true, sharing: true, chat: true });
  await pass(60_000);
  expect([messages.length, sockets.length, link.state.value]).toEqual([1, 1, 'down']);
});

test('the socket closes only after the last message had time to arrive', async () => {
  link.open();
  const socket = await joined();
  link.closeAfter({ action: 'leave' });
  expect([socket.said('leave'), socket.readyState, link.state.value]).toEqual([1, 1, 'down']);
  await pass(1_500);
  expect([socket.readyState, sockets.length]).toEqual([3, 1]);
});

describe('messages that wait while disconnected', () => {
  const desc = (to: string, epoch: number): OutgoingMessage => ({
    action: 'signal',
    to,
    epoch,
    inst: 'i',
    d: { desc: { type: 'offer', sdp: `${to}${epoch}` } },
  });
  const cand = (to: string, epoch: number): OutgoingMessage => ({
    action: 'signal',
    to,
    epoch,
    inst: 'i',
    d: { cand: [] },
  });

  test('only the newest description of each peer, with its candidates', () => {
    const outbox = new Outbox();
    for (const each of [desc('b', 1), cand('b', 1), desc('b', 2), cand('b', 2), cand('b', 1), desc('c', 1)])
      outbox.put(each);
    expect(outbox.drain()).toEqual([desc('b', 2), cand('b', 2), desc('c', 1)]);
    expect(outbox.drain()).toEqual([]);
  });

  test('all actions of the host, and nothing that is sent anew anyway', () => {
    const outbox = new Outbox();
    outbox.put({ action: 'remove', seat: 'b' });
    outbox.put({ action: 'ping', c: '1' });
    outbox.put({ action: 'state', mic: true, cam: true, screen: false, hand: false, net: 'good' });
    outbox.put({ action: 'end' });
    expect(outbox.drain().map((each) => each.action)).toEqual(['remove', 'end']);
  });
});
