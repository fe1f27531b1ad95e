// Each example has exactly the required fields of its generated type, so `tsc` reports a new one that is missing here.
import { describe, expect, test } from 'vitest';
import { parseMessage, type IncomingMessage, type IncomingMessageOf } from '../../../src/visit/signaling/protocol';
import type { DeviceResult, NoteFile, RoomNote, SignalData } from '../../../src/visit/signaling/protocol.generated';

const AT = '2026-01-01T10:00:00.000Z';
const TIMES = { starts_at: AT, ends_at: AT, closes_at: AT, now: AT };
const ICE = { servers: [{ urls: ['turn:relay'] }], expires_at: AT, provider: 'static' };
const ROOM = { locked: false, sharing: true, chat: true };
const FILE: NoteFile = { id: 'f', name: 'plan.pdf', media_type: 'application/pdf', size: 1 };
const NOTE: RoomNote = { n: 1, id: 'n', seat: 'a', name: 'A', at: AT };
const DESCRIPTION: SignalData = { desc: { type: 'offer', sdp: 'v=0' } };
const DEVICE: DeviceResult = { camera: 'ok', microphone: 'ok', speaker: 'ok', network: 'ok', browser: 'Safari 18' };
const PERSON = { seat: 'a', name: 'A', role: 'provider', host: true, state: 'in', inst: 'i' } as const;

const EXAMPLES: { [T in IncomingMessage['t']]: IncomingMessageOf<T> } = {
  joined: {
    v: 1,
    t: 'joined',
    s: 1,
    seat: 'b',
    name: 'B',
    role: 'client',
    host: false,
    order: ['a', 'b'],
    peers: [PERSON],
    waiting: [{ seat: 'c', name: 'C', state: 'here', since: null }],
    notes: [NOTE],
    room: ROOM,
    topology: { kind: 'mesh' },
    ice: ICE,
    ice_policy: 'all',
    renew_at: AT,
    opens_at: AT,
    ...TIMES,
  },
  waiting: {
    v: 1,
    t: 'waiting',
    position: 1,
    host_knows: 'nothing',
    host: 'away',
    since: null,
    host_device: null,
    ...TIMES,
  },
  peer: { v: 1, t: 'peer', s: 1, seat: 'a', role: 'provider', host: true, state: 'in' },
  signal: { v: 1, t: 'signal', from: 'a', epoch: 1, inst: 'i', d: {} },
  ice: { v: 1, t: 'ice', ice: ICE },
  note: { v: 1, t: 'note', s: 1, note: NOTE },
  state: { v: 1, t: 'state', seat: 'a', mic: true, cam: true, screen: false, hand: false, net: 'good' },
  device: { v: 1, t: 'device', seat: 'a', result: DEVICE },
  room: { v: 1, t: 'room', ...ROOM },
  pong: { v: 1, t: 'pong', c: 'x', now: AT },
  error: { v: 1, t: 'error', code: 'later' },
  bye: { v: 1, t: 'bye', code: 4001, reconnect: false },
};

/** Required fields that no page reads, or that may be null: without them a message is accepted. */
const UNCHECKED = [
  'joined.s',
  'joined.waiting.0.since',
  'joined.ice.provider',
  'waiting.since',
  'waiting.host_device',
  'ice.ice.provider',
  'note.s',
  'pong.c',
];

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Returns the path of each field, also of those in parts and lists. */
function pathsOf(value: unknown): string[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, each]) => [
    ...(Array.isArray(value) ? [] : [name]),
    ...pathsOf(each).map((path) => `${name}.${path}`),
  ]);
}

function without(message: object, path: string): unknown {
  const copy: unknown = structuredClone(message);
  const names = path.split('.');
  const last = names.pop() ?? '';
  const holder = names.reduce((value, name) => (isRecord(value) ? value[name] : undefined), copy);
  if (isRecord(holder)) Reflect.deleteProperty(holder, last);
  return copy;
}

const parse = (message: unknown): unknown => parseMessage(JSON.stringify(message));
const FIELDS = Object.entries(EXAMPLES).flatMap(([name, message]) =>
  pathsOf(message).map((path) => ({ field: `${name}.${path}`, message, path })),
);

describe.each(Object.values(EXAMPLES))('$t', (message) => {
  test('is accepted with its required fields', () => {
    expect(parse(message)).toEqual(message);
  });
});

test.each(FIELDS)('without $field', ({ field, message, path }) => {
  const part = without(message, path);
  expect(parse(part)).toEqual(UNCHECKED.includes(field) ? part : null);
});

test('every unchecked field is a required one', () => {
  expect(FIELDS.map((each) => each.field)).toEqual(expect.arrayContaining(UNCHECKED));
});

test.each([
  ['a file', { ...EXAMPLES.note, note: { ...NOTE, file: FILE } }, 'note.file'],
  ['a description', { ...EXAMPLES.signal, d: DESCRIPTION }, 'd.desc'],
])('%s in a message has its required fields', (_, message, place) => {
  expect(parse(message)).toEqual(message);
  const paths = pathsOf(message).filter((path) => path.startsWith(`${place}.`));
  expect(paths.length).toBeGreaterThan(1);
  for (const path of paths) expect(parse(without(message, path))).toBeNull();
});
