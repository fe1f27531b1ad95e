import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { capture, constraintsOf, type CaptureOptions } from '../../../src/visit/media/capture';
import { toDevices, nextDevice } from '../../../src/visit/media/device-list';
import { BrowserMedia } from '../../../src/visit/media/browser-media';
import { LevelMeter } from '../../../src/visit/media/level-meter';
import { stateOf } from '../../../src/visit/media/problems';

const WISHES: CaptureOptions = { camera: '', microphone: '', facing: 'user', blur: false };

class FakeTrack extends EventTarget {
  enabled = true;
  muted = false;
  readyState = 'live';
  contentHint = '';
  constructor(
    readonly kind: string,
    readonly label = kind,
  ) {
    super();
  }
  stop(): void {
    this.readyState = 'ended';
  }
  getSettings() {
    return { deviceId: this.label };
  }
  getCapabilities() {
    return {};
  }
}

class FakeStream {
  constructor(readonly tracks: FakeTrack[] = []) {}
  getTracks() {
    return this.tracks;
  }
  getVideoTracks() {
    return this.tracks.filter((each) => each.kind === 'video');
  }
}

const refusal = (name: string): never => {
  throw new DOMException('', name);
};

describe('camera and microphone', () => {
  test('are captured in one call', async () => {
    const requests: MediaStreamConstraints[] = [];
    const results = await capture(['audio', 'video'], WISHES, async (constraints) => {
      requests.push(constraints);
      return new FakeStream([new FakeTrack('audio'), new FakeTrack('video')]) as unknown as MediaStream;
    });
    expect(requests).toHaveLength(1);
    expect([results.audio.track?.kind, results.video.track?.kind]).toEqual(['audio', 'video']);
  });

  test('are captured one by one if that fails, so that what works is used', async () => {
    const results = await capture(['audio', 'video'], WISHES, async (constraints) => {
      if (constraints.video) refusal('NotFoundError');
      return new FakeStream([new FakeTrack('audio')]) as unknown as MediaStream;
    });
    expect([results.audio.track?.kind, results.video.track, stateOf(results.video.error)]).toEqual([
      'audio',
      null,
      'missing',
    ]);
  });

  test('a phone chooses its camera by direction, a computer by device', () => {
    expect(constraintsOf('video', { ...WISHES, facing: 'environment' }, true)).toMatchObject({
      facingMode: 'environment',
    });
    expect(constraintsOf('video', { ...WISHES, camera: 'c2' }, false)).toMatchObject({ deviceId: { ideal: 'c2' } });
    expect(constraintsOf('video', WISHES, false)).not.toHaveProperty('facingMode');
  });
});

test('devices without a label are numbered, and the next one wraps around', () => {
  const info = (kind: string, deviceId: string, label = ''): MediaDeviceInfo =>
    ({ kind, deviceId, label }) as MediaDeviceInfo;
  const { cameras } = toDevices([info('videoinput', 'a'), info('videoinput', 'b', 'Back'), info('audioinput', 'm')]);
  expect(cameras).toEqual([
    { id: 'a', label: 'Camera 1' },
    { id: 'b', label: 'Back' },
  ]);
  expect([
    nextDevice(cameras, 'a'),
    nextDevice(cameras, 'b'),
    nextDevice(cameras, 'gone'),
    nextDevice([], 'a'),
  ]).toEqual(['b', 'a', 'a', '']);
});

test('a microphone is silent after five seconds without sound, and never after a sound', () => {
  const meter = new LevelMeter();
  for (let look = 0; look < 49; look += 1) meter.measure(0, true);
  expect(meter.silent.value).toBe(false);
  meter.measure(0, true);
  expect(meter.silent.value).toBe(true);
  meter.measure(0.1, true);
  for (let look = 0; look < 200; look += 1) meter.measure(0, true);
  expect(meter.silent.value).toBe(false);
});

test('a muted microphone, or one not measured yet, is not silent', () => {
  const meter = new LevelMeter();
  for (let look = 0; look < 200; look += 1) meter.measure(0, false);
  expect(meter.silent.value).toBe(false);
});

describe("the user's devices", () => {
  let tracks: FakeTrack[];
  let fail: Record<string, string>;
  let media: BrowserMedia;

  beforeEach(() => {
    vi.useFakeTimers();
    tracks = [];
    fail = {};
    vi.stubGlobal('MediaStream', FakeStream);
    const getUserMedia = async (constraints: MediaStreamConstraints): Promise<FakeStream> => {
      const kinds = ['audio', 'video'].filter((kind) => constraints[kind as 'audio' | 'video']);
      for (const kind of kinds) if (fail[kind]) refusal(fail[kind]);
      const captured = kinds.map((kind) => new FakeTrack(kind, `${kind}${tracks.length}`));
      tracks.push(...captured);
      return new FakeStream(captured);
    };
    const devices = Object.assign(new EventTarget(), { getUserMedia, enumerateDevices: async () => [] });
    vi.stubGlobal('navigator', { mediaDevices: devices, userAgent: 'Chrome/150 (Linux)', onLine: true });
    media = new BrowserMedia();
  });
  afterEach(() => {
    media.dispose();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  test('both are on after opening, and opening again captures nothing new', async () => {
    await media.open();
    await media.open();
    expect([media.mic.value, media.cam.value, tracks.length]).toEqual([true, true, 2]);
  });

  test('muting keeps the microphone; switching the camera off releases it', async () => {
    await media.open();
    await media.setMic(false);
    await media.setCam(false);
    expect([media.mic.value, media.cam.value]).toEqual([false, false]);
    expect(tracks.map((each) => [each.kind, each.enabled, each.readyState])).toEqual([
      ['audio', false, 'live'],
      ['video', true, 'ended'],
    ]);
    await media.setCam(true);
    expect([media.cam.value, tracks.length]).toEqual([true, 3]);
  });

  test("a microphone that was muted during the browser's question starts muted", async () => {
    const opening = media.open();
    await media.setMic(false);
    await opening;
    expect([media.mic.value, tracks[0]!.enabled]).toEqual([false, false]);
  });

  test('a missing camera is a problem, and the microphone works', async () => {
    fail = { video: 'NotFoundError' };
    await media.open();
    expect([media.mic.value, media.cam.value, media.states.value.camera]).toEqual([true, false, 'missing']);
    expect(media.problems.value.map((each) => each.words)).toEqual(['No camera was found.']);
    fail = {};
    await media.open();
    expect([media.cam.value, media.problems.value]).toEqual([true, []]);
  });

  test('an unplugged camera is replaced by another one, with a message for a while', async () => {
    await media.open();
    tracks[1]!.dispatchEvent(new Event('ended'));
    await vi.advanceTimersByTimeAsync(0);
    expect(media.cam.value).toBe(true);
    expect(media.problems.value[0]).toMatchObject({ what: 'camera', remedy: 'Now in use: video2.' });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(media.problems.value).toEqual([]);
  });

  test('a microphone that the system mutes for three seconds is captured again', async () => {
    await media.open();
    tracks[0]!.muted = true;
    tracks[0]!.dispatchEvent(new Event('mute'));
    await vi.advanceTimersByTimeAsync(2_900);
    expect(tracks).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(200);
    expect(tracks).toHaveLength(3);
    expect(tracks[0]!.readyState).toBe('ended');
  });

  test('a camera that the system pauses is off for the others', async () => {
    await media.open();
    tracks[1]!.muted = true;
    tracks[1]!.dispatchEvent(new Event('mute'));
    expect([media.cam.value, media.sent.value.cam]).toEqual([true, false]);
    tracks[1]!.dispatchEvent(new Event('unmute'));
    expect(media.sent.value.cam).toBe(true);
  });

  test('a microphone that the system pauses is off for the others, and they learn why', async () => {
    await media.open();
    tracks[0]!.muted = true;
    tracks[0]!.dispatchEvent(new Event('mute'));
    expect(media.sent.value).toMatchObject({ mic: false, cam: true, paused: ['mic'] });
    expect(media.mic.value).toBe(true);
    tracks[0]!.muted = false;
    tracks[0]!.dispatchEvent(new Event('unmute'));
    expect(media.sent.value).toMatchObject({ mic: true, paused: [] });
    tracks[0]!.dispatchEvent(new Event('mute'));
    await media.setMic(false);
    expect(media.paused.value).toEqual([]);
  });

  test('a tap captures a paused microphone again at once', async () => {
    await media.open();
    tracks[0]!.muted = true;
    tracks[0]!.dispatchEvent(new Event('mute'));
    media.resume();
    await vi.advanceTimersByTimeAsync(0);
    expect([tracks.length, tracks[0]!.readyState, media.paused.value]).toEqual([3, 'ended', []]);
  });

  test("nothing stays on when the page is left during the browser's question", async () => {
    const opening = media.open();
    media.dispose();
    await opening;
    await vi.advanceTimersByTimeAsync(0);
    expect(tracks.every((each) => each.readyState === 'ended')).toBe(true);
  });

  test('a capture requested before leaving does not start after it', async () => {
    await media.open();
    await media.setCam(false);
    const again = media.setCam(true);
    media.close();
    await again;
    const late = media.setCam(true);
    await Promise.resolve();
    media.close();
    await late;
    expect([media.cam.value, tracks.filter((each) => each.readyState !== 'ended')]).toEqual([false, []]);
  });

  test('mic and camera that were off stay off on return', async () => {
    await media.open();
    await media.setMic(false);
    await media.setCam(false);
    media.close();
    await media.open();
    expect([media.mic.value, media.cam.value, tracks.length]).toEqual([false, false, 2]);
  });

  test('a device held by a phone call is captured again when the page is shown', async () => {
    fail = { audio: 'NotReadableError' };
    await media.open();
    expect(media.states.value.microphone).toBe('busy');
    fail = {};
    document.dispatchEvent(new Event('visibilitychange'));
    await vi.advanceTimersByTimeAsync(0);
    expect([media.mic.value, media.problems.value]).toEqual([true, []]);
  });

  test('an iPhone captures the microphone again for new earphones, not for a new label', async () => {
    let deviceIds = ['m1'];
    const devices = navigator.mediaDevices;
    vi.stubGlobal('navigator', { mediaDevices: devices, userAgent: 'iPhone Safari/604.1' });
    devices.enumerateDevices = async () =>
      deviceIds.map((deviceId) => ({ kind: 'audioinput', deviceId, label: '' }) as MediaDeviceInfo);
    await media.open();
    devices.dispatchEvent(new Event('devicechange'));
    await vi.advanceTimersByTimeAsync(0);
    expect(tracks).toHaveLength(2);
    deviceIds = ['m1', 'm2'];
    devices.dispatchEvent(new Event('devicechange'));
    await vi.advanceTimersByTimeAsync(0);
    expect([tracks.length, tracks[0]!.readyState]).toEqual([3, 'ended']);
  });

  test('a screen picked after the call is not shared', async () => {
    const track = new FakeTrack('video');
    let pick: (stream: FakeStream) => void = () => undefined;
    const getDisplayMedia = () => new Promise<FakeStream>((done) => (pick = done));
    vi.stubGlobal('navigator', { mediaDevices: Object.assign(new EventTarget(), { getDisplayMedia }), userAgent: '' });
    const other = new BrowserMedia();
    const sharing = other.share(true);
    other.close();
    pick(new FakeStream([track]));
    await sharing;
    other.dispose();
    expect([other.screen.value, track.readyState]).toEqual([false, 'ended']);
  });
});
