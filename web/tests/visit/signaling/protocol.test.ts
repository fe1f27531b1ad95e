import { expect, test } from 'vitest';
import { parseMessage, serializeMessage } from '../../../src/visit/signaling/protocol';
import { Participants } from '../../../src/visit/participants';
import { linkStats, proofOf } from '../../../src/visit/peer/link-stats';
import { ulid } from '../../../src/kernel/ulid';

const say = (message: object): string => JSON.stringify({ v: 1, ...message });

test('an id is a ULID that sorts by its time', () => {
  expect(ulid()).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  expect(ulid(1_000) < ulid(2_000)).toBe(true);
  expect(ulid(1_469_918_176_385).slice(0, 10)).toBe('01ARYZ6S41');
});

test('a note is sent under its own id, so that the server stores it once', () => {
  expect(JSON.parse(serializeMessage({ action: 'note', id: 'mine', text: 'x' }, 'other'))).toEqual({
    action: 'note',
    v: 1,
    id: 'mine',
    text: 'x',
  });
});

test.each([
  ['nothing', undefined],
  ['no JSON', 'x'],
  ['an error page', '<html>'],
  ['the gateway’s own error', '{"message":"Internal server error","connectionId":"x","requestId":"y"}'],
  ['another version', '{"v":2,"t":"pong","c":1}'],
  ['an unknown name', say({ t: 'constructor' })],
  ['an array', '[]'],
  [
    'a signal with a strange description',
    say({ t: 'signal', from: 'b', epoch: 1, inst: 'i', d: { desc: { type: 'x' } } }),
  ],
])('%s is not a message', (_, data) => {
  expect(parseMessage(data)).toBeNull();
});

test('a signal carries candidates, of which null is the last', () => {
  const message = { t: 'signal', from: 'b', epoch: 1, inst: 'i', d: { cand: [{ candidate: '' }, null], ufrag: 'u' } };
  expect(parseMessage(say(message))).toMatchObject(message);
});

test('an outdated message about a seat is ignored', () => {
  const roster = new Participants();
  expect(roster.setPeer({ seat: 'b', name: 'B', state: 'here', inst: 'i', s: 5 })).toBe(true);
  expect(roster.setPeer({ seat: 'b', state: 'away', s: 4 })).toBe(false);
  expect(roster.people.value.map((each) => each.state)).toEqual(['here']);
});

test('a person missing from the list has left; one who is away stays', () => {
  const roster = new Participants();
  roster.setAll({ peers: ['b', 'c'].map((seat) => ({ seat, name: seat, state: 'in', inst: seat })), waiting: [] });
  expect(roster.setAll({ peers: [{ seat: 'c', state: 'away' }], waiting: [] })).toEqual([]);
  expect(roster.people.value.map((each) => [each.seat, each.name, each.state])).toEqual([['c', 'c', 'away']]);
  expect(roster.leftSeats()).toEqual(['b']);
});

test('the person who waits longest is first', () => {
  const roster = new Participants();
  roster.setPeer({ seat: 'b', name: 'B', state: 'waiting', since: '2026-01-01T10:02:00Z', s: 1 });
  roster.setPeer({ seat: 'c', name: 'C', state: 'waiting', since: '2026-01-01T10:01:00Z', s: 1 });
  expect(roster.waiting.value.map((each) => each.name)).toEqual(['C', 'B']);
  expect(roster.people.value).toEqual([]);
});

const REPORT = new Map(
  [
    {
      id: 'T',
      type: 'transport',
      selectedCandidatePairId: 'P',
      dtlsState: 'connected',
      srtpCipher: 'AES',
      selectedCandidatePairChanges: 2,
    },
    { id: 'P', type: 'candidate-pair', localCandidateId: 'L', remoteCandidateId: 'R', currentRoundTripTime: 0.02 },
    { id: 'L', type: 'local-candidate', candidateType: 'relay', relayProtocol: 'udp' },
    { id: 'R', type: 'remote-candidate', candidateType: 'relay' },
    { id: 'A', type: 'inbound-rtp', kind: 'audio', bytesReceived: 100, packetsReceived: 5, packetsLost: 0 },
    {
      id: 'V',
      type: 'inbound-rtp',
      kind: 'video',
      bytesReceived: 900,
      packetsReceived: 9,
      packetsLost: 1,
      framesDecoded: 30,
      frameWidth: 640,
    },
    { id: 'S', type: 'inbound-rtp', kind: 'video', bytesReceived: 0 },
  ].map((row) => [row.id, row]),
) as unknown as RTCStatsReport;

test('the proof of a link has its candidate pair and decoded frames', () => {
  expect(proofOf(REPORT)).toMatchObject({
    local: 'relay',
    remote: 'relay',
    via: 'udp',
    dtls: 'connected',
    frames: 30,
    wide: 640,
    audio: 100,
    changes: 2,
  });
  expect(linkStats(REPORT)).toMatchObject({
    bytes: 1000,
    videoBytes: 900,
    frames: 30,
    packets: 14,
    lost: 1,
    rtt: 0.02,
  });
});

test('without a candidate pair the proof is empty', () => {
  expect(proofOf(new Map() as unknown as RTCStatsReport)).toMatchObject({ local: undefined, frames: 0 });
});
