import { expect, test } from 'vitest';
import { Playback } from '../../../src/visit/media/playback';

/** An element that the system can pause, and that plays again only when the system allows it. */
class FakeElement extends EventTarget {
  paused = true;
  muted = false;
  ended = false;
  srcObject: unknown = { active: true };
  refusal: string | null = null;

  play(): Promise<void> {
    if (this.refusal) return Promise.reject(new DOMException('', this.refusal));
    this.paused = false;
    this.dispatchEvent(new Event('play'));
    return Promise.resolve();
  }

  /** Pauses it from outside of the page, as a telephone call does. */
  interrupt(): void {
    this.paused = true;
    this.dispatchEvent(new Event('pause'));
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

function played(playback: Playback, change: Partial<FakeElement> = {}): { element: FakeElement; release: () => void } {
  const element = Object.assign(new FakeElement(), change);
  return { element, release: playback.play(element as unknown as HTMLMediaElement) };
}

test('an element that the system pauses is reported, and plays again on resume', async () => {
  const playback = new Playback();
  const { element } = played(playback);
  expect([element.paused, playback.isPaused.value]).toEqual([false, false]);
  element.interrupt();
  expect(playback.isPaused.value).toBe(true);
  playback.resume();
  await settled();
  expect([element.paused, playback.isPaused.value]).toEqual([false, false]);
});

test('during a telephone call it stays paused, and a tap is asked for', async () => {
  const playback = new Playback();
  const { element } = played(playback);
  element.interrupt();
  element.refusal = 'NotAllowedError';
  playback.resume();
  await settled();
  expect([playback.isPaused.value, playback.needsTap.value]).toEqual([true, true]);
  element.refusal = null;
  playback.resume();
  await settled();
  expect([playback.isPaused.value, playback.needsTap.value]).toEqual([false, false]);
});

test('one of several paused elements is enough, and each must play again', () => {
  const playback = new Playback();
  const [one, other] = [played(playback), played(playback)];
  one.element.interrupt();
  other.element.interrupt();
  void one.element.play();
  expect(playback.isPaused.value).toBe(true);
  void other.element.play();
  expect(playback.isPaused.value).toBe(false);
});

test.each([
  ['whose stream has ended', { ended: true }],
  ['whose stream is gone', { srcObject: { active: false } }],
  ["with the user's own picture", { muted: true }],
])('a pause of an element %s is no interruption', (_, change) => {
  const playback = new Playback();
  const { element } = played(playback, change);
  element.interrupt();
  expect(playback.isPaused.value).toBe(false);
});

test('an element that is released counts no longer', () => {
  const playback = new Playback();
  const { element, release } = played(playback);
  element.interrupt();
  release();
  expect(playback.isPaused.value).toBe(false);
  element.interrupt();
  playback.resume();
  expect([playback.isPaused.value, element.paused]).toEqual([false, true]);
});
