import { afterEach, expect, test, vi } from 'vitest';
import { setZoneOffsets } from '../../src/kernel/time-zones';
import { MESSAGES, noteError } from '../../src/visit/call-words';
import { NO_WEBRTC, problemOf, UNPLUGGED } from '../../src/visit/media/problems';
import { pausedWords, theirPausedWords } from '../../src/visit/media/paused-words';
import { dayAndTime, shortTime, timeSpan } from '../../src/visit/visit-words';

afterEach(() => void vi.restoreAllMocks());

const CODES = ['card-number', 'chat-off', 'files-off', 'chat-full', 'too-big', 'bad-message', 'not-admitted', 'ended'];
const DEVICES = ['camera', 'microphone', 'speaker', 'screen', 'network'] as const;
const STATES = ['refused', 'missing', 'busy', 'silent', 'slow', 'blocked'] as const;

const SENTENCES = [
  ...Object.values(MESSAGES),
  ...CODES.map((code) => noteError(code) ?? ''),
  ...DEVICES.flatMap((what) => STATES.map((state) => problemOf(what, state, 'chrome'))).flatMap((each) => [
    each.words,
    each.remedy,
  ]),
  ...Object.values(UNPLUGGED),
  NO_WEBRTC,
];

test.each(SENTENCES)('%j has no word of engineers or of the staff', (sentence) => {
  expect(sentence).not.toMatch(/\b(hosts?|relays?|sockets?|peers?|ICE|tracks?|streams?|signaling|the client|notes?)\b/);
});

test.each(CODES)('the refusal of a note by %s says what happened', (code) => {
  expect(noteError(code)).toMatch(/^Not sent: .{15,}\.$/);
});

test('what is paused is listed in a sentence', () => {
  expect([
    pausedWords([], 'phone'),
    pausedWords(['sound'], 'phone'),
    pausedWords(['mic', 'cam'], 'tablet'),
    pausedWords(['mic', 'cam', 'sound'], 'computer'),
  ]).toEqual([
    '',
    'Your phone paused the call’s sound.',
    'Your tablet paused your microphone and your camera.',
    'Your computer paused your microphone, your camera and the call’s sound.',
  ]);
  expect([theirPausedWords([]), theirPausedWords(['mic', 'cam'])]).toEqual([
    '',
    'Microphone and camera paused by their device',
  ]);
});

test('the times of a visit are those of the server’s table, whatever the browser’s own says', () => {
  const own = new Intl.DateTimeFormat().resolvedOptions();
  const device = { ...own, timeZone: 'America/Whitehorse' };
  vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockReturnValue(device);
  setZoneOffsets('America/Whitehorse', [{ since: 0, minutes: -270 }]);
  const words = [
    dayAndTime('2026-11-24T20:00:00Z'),
    timeSpan('2026-11-24T20:00:00Z', '2026-11-24T20:50:00Z'),
    shortTime('2026-11-24T20:00:00Z'),
  ].map((each) => each.replace(/\s/g, ' '));
  expect(words).toEqual(['on Tue, Nov 24, 3:30 PM UTC-4:30', 'Tue, Nov 24, 3:30 – 4:20 PM UTC-4:30', '3:30 PM']);
});
