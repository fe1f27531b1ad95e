import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiError } from '../../src/api/api-error';
import { createCall } from '../../src/visit/call';
import type { Call, CallHttp } from '../../src/visit/types';
import { FakePeerConnection, FakeSocket, NOW } from './fake-connections';

const TIMES = { now: NOW, starts_at: NOW, ends_at: NOW, closes_at: '2026-01-01T13:00:00Z' };
const JOINED = {
  t: 'joined',
  s: 1,
  seat: 'b',
  name: 'Avery',
  role: 'client',
  host: false,
  order: ['a', 'b'],
  peers: [],
  waiting: [],
  ice: { servers: [], expires_at: '2026-01-01T13:00:00Z', provider: 'static' },
  ice_policy: 'relay',
  notes: [],
  renew_at: '2026-01-01T11:50:00Z',
  opens_at: NOW,
  room: { locked: false, sharing: true, chat: true },
  topology: { kind: 'mesh' },
  ...TIMES,
};
const PEER = { t: 'peer', seat: 'a', role: 'provider', host: true };

let call: Call;
let alive: number;
let tickets: number;
let insts: (string | undefined)[];
let refusal: ApiError | null;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(NOW) });
  FakeSocket.all = [];
  alive = tickets = 0;
  insts = [];
  refusal = null;
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('RTCPeerConnection', FakePeerConnection);
  const http: CallHttp = {
    async ticket(_, inst) {
      tickets += 1;
      insts.push(inst);
      if (refusal) throw refusal;
      return { ticket: 't', url: 'ws://room', expires_at: NOW };
    },
    keepAlive: async () => void (alive += 1),
    roundTrip: async () => 5,
  };
  call = createCall('appointment', http);
});
afterEach(() => {
  call.dispose();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const socket = (): FakeSocket => FakeSocket.all.at(-1)!;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

async function enter(answer: object = JOINED): Promise<void> {
  const joining = call.join();
  await pass(0);
  socket().say(answer);
  await joining;
}

test('a client waits, is admitted, and only then sees who is there', async () => {
  await enter({
    t: 'waiting',
    position: 1,
    host_knows: 'seen',
    host: 'online',
    since: NOW,
    host_device: null,
    ...TIMES,
  });
  expect([call.phase.value, call.lobby.value?.host, call.me.value]).toEqual(['waiting', 'online', null]);
  socket().say(JOINED);
  expect([call.phase.value, call.lobby.value, call.me.value?.name]).toEqual(['in', null, 'Avery']);
});

test('a call keeps the session alive once a minute; waiting or being alone does not', async () => {
  await enter({
    t: 'waiting',
    position: 1,
    host_knows: 'nothing',
    host: 'away',
    since: null,
    host_device: null,
    ...TIMES,
  });
  await pass(180_000);
  socket().say(JOINED);
  await pass(180_000);
  expect(alive).toBe(0);
  socket().say({ t: 'peer', s: 1, seat: 'a', name: 'Jordan', role: 'provider', host: true, state: 'here', inst: 'x' });
  await pass(180_000);
  expect(alive).toBe(4);
  call.leave();
  await pass(180_000);
  expect(alive).toBe(4);
});

describe('a bye of the server', () => {
  test.each([
    [4001, 'elsewhere'],
    [4003, 'removed'],
    [4008, 'refused'],
    [4010, 'ended'],
  ])('%i: the call is %s, says why, and does not come back', async (code, phase) => {
    await enter();
    socket().say({ t: 'bye', code, reconnect: false });
    await pass(120_000);
    expect([call.phase.value, tickets, call.why.value.length > 10]).toEqual([phase, 1, true]);
  });

  test('that allows a reconnect is followed by one', async () => {
    await enter();
    socket().say({ t: 'bye', code: 4008, reconnect: true });
    expect([call.phase.value, call.link.value]).toEqual(['in', 'reconnecting']);
    await pass(10_000);
    socket().say(JOINED);
    expect([call.phase.value, call.link.value, tickets]).toEqual(['in', 'up', 2]);
  });
});

test('a refused ticket ends the join with the server’s message', async () => {
  refusal = new ApiError(409, 'Conflict', 'The room opens at 2:00 PM.');
  await call.join();
  expect([call.phase.value, call.why.value]).toEqual(['refused', 'The room opens at 2:00 PM.']);
});

test('a page that has joined asks for tickets as the page that holds the seat', async () => {
  await enter();
  const { inst } = socket().sent[0]!;
  socket().close();
  await pass(1_000);
  expect(insts).toEqual([undefined, inst]);
  expect(call.inst).toBe(inst);
  call.leave();
});

test.each([
  [true, 'no longer assigned to this client'],
  [false, 'no longer have access'],
])('a person who loses the appointment during a visit is told so (host: %s)', async (host, words) => {
  await enter({ ...JOINED, host });
  refusal = new ApiError(404, 'NotFound', 'This does not exist.');
  socket().close();
  await pass(1_000);
  expect([call.phase.value, call.why.value]).toEqual(['refused', expect.stringContaining(words)]);
});

test('a note written while disconnected is shown, and sent later under the same id', async () => {
  await enter();
  socket().close();
  call.sendNote('hello');
  expect(call.notes.value.map((each) => [each.text, each.sent])).toEqual([['hello', false]]);
  await pass(1_000);
  socket().say(JOINED);
  const sent = socket().sent.filter((each) => each.action === 'note');
  expect(sent.map((each) => [each.id, each.text])).toEqual([[call.notes.value[0]!.id, 'hello']]);
});

test('a missing note is requested after a moment, unless it arrives by itself', async () => {
  await enter();
  const note = (n: number) => ({ t: 'note', s: n, note: { n, id: `i${n}`, seat: 'a', name: 'A', at: NOW, text: 'x' } });
  socket().say(note(2));
  socket().say(note(1));
  await pass(1_000);
  const joins = () => socket().sent.filter((each) => each.action === 'join').length;
  expect(joins()).toBe(1);
  socket().say(note(4));
  await pass(1_000);
  expect(joins()).toBe(2);
});

test('taking the seat back is a new page instance for the others', async () => {
  await enter();
  const first = socket().sent[0]!;
  socket().say({ t: 'bye', code: 4001, reconnect: false });
  void call.useHere();
  await pass(0);
  const second = socket().sent[0]!;
  expect([first.resume, second.resume]).toEqual([undefined, undefined]);
  expect(second.inst).not.toBe(first.inst);
});

test('coming back after the end asks for no camera', async () => {
  const getUserMedia = vi.fn();
  const mediaDevices = Object.assign(new EventTarget(), { getUserMedia });
  vi.stubGlobal('navigator', { mediaDevices, userAgent: 'Chrome/150 (Linux)', onLine: true });
  await enter();
  call.leave();
  refusal = new ApiError(409, 'Conflict', 'This visit has ended.');
  await call.useHere();
  expect([call.phase.value, call.why.value, getUserMedia.mock.calls]).toEqual(['refused', 'This visit has ended.', []]);
});

test('an unknown topology is refused with a message', async () => {
  await enter({ ...JOINED, topology: { kind: 'chime' } });
  expect([call.phase.value, call.why.value.length > 10]).toEqual(['refused', true]);
});

test('a file is closed when its presenter no longer shows it', async () => {
  await enter();
  const state = { t: 'state', seat: 'a', mic: true, cam: true, screen: false, hand: false, net: 'good' };
  socket().say({ ...state, show: 'f1' });
  expect(call.room.value.show).toBe('f1');
  socket().say({ ...state, seat: 'c' });
  expect(call.room.value.show).toBe('f1');
  socket().say(state);
  expect(call.room.value.show).toBeNull();
});

test('a file is closed when its presenter leaves', async () => {
  await enter();
  socket().say({ ...PEER, s: 1, name: 'Jordan', state: 'away' });
  socket().say({ t: 'state', seat: 'a', mic: true, cam: true, screen: false, hand: false, net: 'good', show: 'f1' });
  expect(call.room.value.show).toBe('f1');
  socket().say({ ...PEER, s: 2, state: 'left' });
  expect(call.room.value.show).toBeNull();
});

test("a client's file is closed when a host switches sharing off, and a host's stays", async () => {
  await enter();
  const state = { t: 'state', seat: 'c', mic: true, cam: true, screen: false, hand: false, net: 'good', show: 'f1' };
  socket().say({ ...PEER, s: 1, name: 'Jordan', state: 'here' });
  socket().say({ t: 'peer', s: 1, seat: 'c', role: 'client', host: false, name: 'Cleo', state: 'here' });
  socket().say(state);
  socket().say({ t: 'room', locked: false, sharing: false, chat: true });
  expect(call.room.value.show).toBeNull();
  socket().say({ ...state, seat: 'a', show: 'f2' });
  socket().say({ t: 'room', locked: false, sharing: false, chat: true });
  expect(call.room.value.show).toBe('f2');
  call.show('mine');
  socket().say({ t: 'room', locked: false, sharing: false, chat: true });
  expect(call.room.value.show).toBeNull();
});

test('a host sees whether a waiting person has the page open', async () => {
  const waits = { t: 'peer', seat: 'c', name: 'Cleo', state: 'waiting', role: 'client', host: false };
  await enter({ ...JOINED, host: true, waiting: [{ seat: 'c', name: 'Cleo', state: 'away', since: null }] });
  expect(call.waiting.value.map((each) => each.isGone)).toEqual([true]);
  socket().say({ ...waits, s: 2, inst: 'i1' });
  expect(call.waiting.value.map((each) => each.isGone)).toEqual([false]);
  socket().say({ ...waits, s: 3, away: true });
  expect(call.waiting.value.map((each) => each.isGone)).toEqual([true]);
});
