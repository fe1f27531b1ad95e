import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Interruptions } from '../../../src/visit/media/interruptions';

class FakeTrack extends EventTarget {
  muted = false;
  readyState = 'live';

  /** The system takes the device, and gives it back. */
  setMuted(isMuted: boolean): void {
    this.muted = isMuted;
    this.dispatchEvent(new Event(isMuted ? 'mute' : 'unmute'));
  }

  end(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}

let events: string[];
let interruptions: Interruptions;
const started: Interruptions[] = [];
let visibility: DocumentVisibilityState;

beforeEach(() => {
  vi.useFakeTimers();
  visibility = 'visible';
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
  start('Chrome/150 (Linux)');
});
afterEach(() => {
  for (const each of started.splice(0)) each.dispose();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function start(userAgent: string): void {
  for (const each of started.splice(0)) each.dispose();
  vi.stubGlobal('navigator', { userAgent });
  events = [];
  interruptions = new Interruptions({
    onEnded: (kind) => void events.push(`ended ${kind}`),
    onTaken: (kind) => void events.push(`taken ${kind}`),
    onReturn: () => void events.push('return'),
  });
  started.push(interruptions);
}

function watched(kind: 'audio' | 'video' = 'audio'): FakeTrack {
  const track = new FakeTrack();
  interruptions.watch(kind, track as unknown as MediaStreamTrack);
  return track;
}

function setVisible(isVisible: boolean): void {
  visibility = isVisible ? 'visible' : 'hidden';
  document.dispatchEvent(new Event('visibilitychange'));
}

const IPHONE = 'iPhone OS 18 Safari/604.1';

test('a device that the system mutes is known at once, and captured again after three seconds', () => {
  const track = watched();
  track.setMuted(true);
  expect(interruptions.muted.value).toEqual({ audio: true, video: false });
  vi.advanceTimersByTime(2_900);
  expect(events).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(events).toEqual(['taken audio']);
});

test('when the system gives the device back, playing is tried again', () => {
  const track = watched();
  track.setMuted(true);
  track.setMuted(false);
  expect([interruptions.muted.value.audio, events]).toEqual([false, ['return']]);
  vi.advanceTimersByTime(60_000);
  expect(events).toEqual(['return']);
});

test('on a phone the microphone is captured again after a call of less than three seconds', () => {
  start(IPHONE);
  const track = watched();
  track.setMuted(true);
  vi.advanceTimersByTime(1_500);
  track.setMuted(false);
  expect(events).toEqual(['return', 'taken audio']);
});

test('a short interruption that ends in the background is made good when the page is shown', () => {
  start(IPHONE);
  const track = watched();
  track.setMuted(true);
  setVisible(false);
  vi.advanceTimersByTime(1_000);
  track.setMuted(false);
  expect(events).toEqual(['return']);
  setVisible(true);
  vi.advanceTimersByTime(1_000);
  expect(events).toEqual(['return', 'return', 'taken audio']);
});

test.each(['visibilitychange', 'pageshow'])('a track that stays muted is captured again a second after %s', (event) => {
  const track = watched();
  setVisible(false);
  track.setMuted(true);
  vi.advanceTimersByTime(10_000);
  expect(events).toEqual([]);
  visibility = 'visible';
  (event === 'pageshow' ? window : document).dispatchEvent(new Event(event));
  vi.advanceTimersByTime(1_000);
  expect(events).toEqual(['return', 'taken audio']);
});

test('a track that ended in the background is replaced when the page is shown', () => {
  const track = watched();
  setVisible(false);
  track.end();
  expect([events, interruptions.muted.value.audio]).toEqual([[], true]);
  setVisible(true);
  vi.advanceTimersByTime(1_000);
  expect(events).toEqual(['return', 'ended audio']);
  vi.advanceTimersByTime(60_000);
  setVisible(true);
  vi.advanceTimersByTime(60_000);
  expect(events.filter((each) => each === 'ended audio')).toHaveLength(1);
});

test('a track that ended without an event is noticed, too', () => {
  const track = watched();
  track.readyState = 'ended';
  setVisible(true);
  vi.advanceTimersByTime(1_000);
  expect(events).toContain('ended audio');
});

test('a track is captured again at most every ten seconds, and by a tap at once', () => {
  const track = watched();
  track.setMuted(true);
  vi.advanceTimersByTime(3_000);
  const next = watched();
  next.muted = true;
  setVisible(true);
  vi.advanceTimersByTime(5_000);
  expect(events.filter((each) => each === 'taken audio')).toHaveLength(1);
  interruptions.lookNow();
  expect(events.filter((each) => each === 'taken audio')).toHaveLength(2);
  vi.advanceTimersByTime(60_000);
  expect(track).not.toBe(next);
});

test('a tap captures nothing again that works', () => {
  watched();
  watched('video');
  interruptions.lookNow();
  vi.advanceTimersByTime(60_000);
  expect(events).toEqual([]);
});

test('a phone shows nothing of its camera while its page is hidden', () => {
  start(IPHONE);
  watched('video');
  setVisible(false);
  expect(interruptions.muted.value.video).toBe(true);
  setVisible(true);
  expect(interruptions.muted.value.video).toBe(false);
});

test('a track that is watched no longer changes nothing', () => {
  const track = watched();
  interruptions.watch('audio', null);
  track.setMuted(true);
  track.end();
  vi.advanceTimersByTime(60_000);
  expect([events, interruptions.muted.value.audio]).toEqual([[], false]);
});
