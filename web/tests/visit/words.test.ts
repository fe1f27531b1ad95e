import { expect, test } from 'vitest';
import { MESSAGES, noteError } from '../../src/visit/call-words';
import { NO_WEBRTC, problemOf, UNPLUGGED } from '../../src/visit/media/problems';
import { pausedWords, theirPausedWords } from '../../src/visit/media/paused-words';

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
