import { computed, signal } from '@preact/signals';
import { isPhone, kindOf, mediaDevices } from './browser';
import { capture, type CaptureKind, type CaptureResult, type CaptureOptions } from './capture';
import { listDevices, nextDevice } from './device-list';
import { LevelMeter } from './level-meter';
import { Playback } from './playback';
import { ScreenShare } from './screen-share';
import type { TrackSlot } from './track-slots';
import type { Chosen, Devices, DeviceState, LocalMedia, NetworkState, PausedMedia, Problem } from '../types';
import { Interruptions } from './interruptions';
import { NO_WEBRTC, stateOf } from './problems';
import { ProblemList } from './problem-list';

const DEVICE_NAMES = { audio: 'microphone', video: 'camera' } as const;

type LiveTracks = Record<CaptureKind, MediaStreamTrack | null>;

/** The user's camera, microphone, screen and speaker. */
export class BrowserMedia implements LocalMedia {
  readonly stream = signal<MediaStream | null>(null);
  readonly devices = signal<Devices>({ cameras: [], microphones: [], speakers: [] });
  readonly chosen = signal<Chosen>({ camera: '', microphone: '', speaker: '' });
  readonly blur = signal(false);
  readonly canBlur = signal(false);
  /** States for the device check. */
  readonly states = signal<Record<'camera' | 'microphone', DeviceState>>({
    camera: 'untested',
    microphone: 'untested',
  });
  private readonly liveTracks = signal<LiveTracks>({ audio: null, video: null });
  private readonly wants = signal({ audio: true, video: true });
  private readonly problemList = new ProblemList();
  private readonly meter = new LevelMeter();
  private readonly playback = new Playback();
  private readonly display = new ScreenShare(() => undefined);
  private readonly options: CaptureOptions = { camera: '', microphone: '', facing: 'user', blur: false };
  private readonly interruptions = new Interruptions({
    onEnded: (kind) => void this.replace(kind),
    onTaken: (kind) => void this.recapture(kind),
    onReturn: () => this.playAgain(),
  });
  private readonly muted = this.interruptions.muted;
  private queue: Promise<void> = Promise.resolve();
  /** Increased by `close`: an older capture that completes later is stopped. */
  private generation = 0;
  private isDisposed = false;

  readonly mic = computed(() => this.wants.value.audio && this.liveTracks.value.audio !== null);
  readonly cam = computed(() => this.wants.value.video && this.liveTracks.value.video !== null);
  readonly screen = computed(() => this.display.stream.value !== null);
  readonly screenStream = this.display.stream;
  readonly problems = this.problemList.all;
  readonly level = this.meter.level;
  readonly silent = this.meter.silent;
  readonly needsTap = this.playback.needsTap;
  readonly canShare = this.display.isSupported;
  readonly canPickSpeaker = computed(() => this.playback.canPick.value && this.devices.value.speakers.length > 1);
  readonly canSwitchCamera = computed(() => isPhone() || this.devices.value.cameras.length > 1);
  /** The tracks to send, by slot. */
  readonly tracks = computed<Record<TrackSlot, MediaStreamTrack | null>>(() => ({
    audio: this.liveTracks.value.audio,
    camera: this.liveTracks.value.video,
    screen: this.display.stream.value?.getVideoTracks()[0] ?? null,
  }));

  /** What the system has paused, such as during a telephone call. */
  readonly paused = computed<PausedMedia[]>(() => [
    ...(this.mic.value && this.muted.value.audio ? ['mic' as const] : []),
    ...(this.cam.value && this.muted.value.video ? ['cam' as const] : []),
    ...(this.playback.isPaused.value ? ['sound' as const] : []),
  ]);

  /** The state that is sent to the others: a paused device counts as off. */
  readonly sent = computed(() => ({
    mic: this.mic.value && !this.muted.value.audio,
    cam: this.cam.value && !this.muted.value.video,
    screen: this.screen.value,
    paused: this.paused.value,
  }));

  constructor() {
    mediaDevices()?.addEventListener?.('devicechange', this.onDeviceChange);
  }

  open(want = { mic: this.wants.peek().audio, cam: this.wants.peek().video }): Promise<void> {
    this.wants.value = { audio: want.mic, video: want.cam };
    return this.enqueue(async () => {
      const kinds: CaptureKind[] = [];
      if (want.mic && !this.liveTracks.value.audio) kinds.push('audio');
      if (want.cam && !this.liveTracks.value.video) kinds.push('video');
      await this.acquire(kinds);
    });
  }

  setMic(on: boolean): Promise<void> {
    this.wants.value = { ...this.wants.value, audio: on };
    if (this.liveTracks.value.audio) this.liveTracks.value.audio.enabled = on;
    return this.enqueue(async () => {
      if (this.wants.value.audio && !this.liveTracks.value.audio) await this.acquire(['audio']);
    });
  }

  /** Switches the camera; off releases it, so that its light goes out. */
  setCam(on: boolean): Promise<void> {
    this.wants.value = { ...this.wants.value, video: on };
    return this.enqueue(async () => {
      const wants = this.wants.value.video;
      if (wants && !this.liveTracks.value.video) await this.acquire(['video']);
      if (!wants) this.setTrack('video', { track: null });
    });
  }

  async share(on: boolean): Promise<void> {
    this.setProblem('screen', null);
    if (!on) {
      this.display.stop();
      return;
    }
    const failed = await this.display.start();
    // Closing the picker is a choice, not a failure.
    if (failed && failed !== 'refused') this.setProblem('screen', failed);
  }

  useCamera(id: string): Promise<void> {
    this.options.camera = id;
    return this.recapture('video');
  }

  useMicrophone(id: string): Promise<void> {
    this.options.microphone = id;
    return this.recapture('audio');
  }

  async useSpeaker(id: string): Promise<void> {
    await this.playback.setSpeaker(id);
    if (this.playback.canPick.value) this.chosen.value = { ...this.chosen.value, speaker: id };
  }

  switchCamera(): Promise<void> {
    if (!isPhone()) return this.useCamera(nextDevice(this.devices.value.cameras, this.chosen.value.camera));
    this.options.facing = this.options.facing === 'user' ? 'environment' : 'user';
    return this.useCamera('');
  }

  async setBlur(on: boolean): Promise<void> {
    this.options.blur = on;
    const blurred = { backgroundBlur: on } as MediaTrackConstraints;
    await this.liveTracks.value.video?.applyConstraints(blurred).catch(() => undefined);
    this.blur.value = on;
  }

  play(element: HTMLMediaElement): () => void {
    return this.playback.play(element);
  }

  resume(): void {
    this.playAgain();
    this.interruptions.lookNow();
  }

  /** Adds a problem to the list, or removes it with null. */
  setProblem(what: Problem['what'], state: DeviceState | NetworkState | null, words?: string, remedy?: string): void {
    this.problemList.set(what, state, words, remedy);
  }

  /** Releases every device; `open` starts again. */
  close(): void {
    this.generation += 1;
    this.display.stop();
    for (const kind of ['audio', 'video'] as const) this.setTrack(kind, { track: null });
  }

  dispose(): void {
    this.isDisposed = true;
    this.close();
    mediaDevices()?.removeEventListener?.('devicechange', this.onDeviceChange);
    this.interruptions.dispose();
  }

  private enqueue(work: () => Promise<void>): Promise<void> {
    const { generation } = this;
    this.queue = this.queue
      .then(() => (this.isDisposed || generation !== this.generation ? undefined : work()))
      .catch(() => undefined);
    return this.queue;
  }

  private async acquire(kinds: CaptureKind[]): Promise<void> {
    if (!kinds.length) return;
    const devices = mediaDevices();
    if (!devices?.getUserMedia) {
      kinds.forEach((kind) => this.setProblem(DEVICE_NAMES[kind], 'missing', NO_WEBRTC, ' '));
      return;
    }
    const { generation } = this;
    const results = await capture(kinds, this.options, (constraints) =>
      navigator.mediaDevices.getUserMedia(constraints),
    );
    // Closed while the browser was asking: stop what it returned.
    if (generation !== this.generation) {
      kinds.forEach((kind) => results[kind].track?.stop());
      return;
    }
    for (const kind of kinds) this.setTrack(kind, results[kind]);
    await this.refresh();
  }

  private recapture(kind: CaptureKind): Promise<void> {
    return this.enqueue(async () => {
      // Stop the old track first: an iPhone ends one of two captures, and many cameras allow one.
      this.interruptions.release(kind);
      this.liveTracks.value[kind]?.stop();
      await this.acquire([kind]);
    });
  }

  private setTrack(kind: CaptureKind, { track, error: reason }: CaptureResult): void {
    this.interruptions.watch(kind, track);
    this.liveTracks.value[kind]?.stop();
    this.liveTracks.value = { ...this.liveTracks.value, [kind]: track };
    const state = track ? 'ok' : reason === undefined ? 'off' : stateOf(reason);
    this.states.value = { ...this.states.value, [DEVICE_NAMES[kind]]: state };
    this.setProblem(DEVICE_NAMES[kind], state === 'ok' || state === 'off' ? null : state);
    if (track) this.prepare(kind, track);
    if (kind === 'audio') this.meter.watch(track);
    const all = Object.values(this.liveTracks.value).filter((each) => each !== null);
    this.stream.value = all.length ? new MediaStream(all) : null;
  }

  private prepare(kind: CaptureKind, track: MediaStreamTrack): void {
    if (kind === 'audio') track.enabled = this.wants.value.audio;
    if (kind === 'video') track.contentHint = 'motion';
    const capabilities = (track as Partial<MediaStreamTrack>).getCapabilities?.();
    if (kind === 'video') this.canBlur.value = capabilities?.backgroundBlur?.includes(true) ?? false;
  }

  /** Switches to another device after one was unplugged, and says so. */
  private replace(kind: CaptureKind): Promise<void> {
    return this.enqueue(async () => {
      this.options[DEVICE_NAMES[kind]] = '';
      await this.acquire([kind]);
      this.problemList.setUnplugged(DEVICE_NAMES[kind], this.liveTracks.value[kind]);
    });
  }

  private async refresh(): Promise<void> {
    this.devices.value = await listDevices();
    const of = (kind: CaptureKind): string => this.liveTracks.value[kind]?.getSettings().deviceId ?? '';
    const speaker = this.chosen.value.speaker || (this.devices.value.speakers[0]?.id ?? '');
    this.chosen.value = { camera: of('video'), microphone: of('audio'), speaker };
  }

  private readonly onDeviceChange = (): void => {
    const before = this.microphoneIds();
    void this.refresh().then(() => {
      // On an iPhone, earphones that come or go silence the microphone. A device that only got a label does not count.
      if (kindOf() === 'iphone' && this.liveTracks.value.audio && this.microphoneIds() !== before)
        void this.recapture('audio');
    });
  };

  private microphoneIds(): string {
    return this.devices.value.microphones.map((each) => each.id).join(' ');
  }

  /** Plays what the system has paused, which works only when it gives the sound back. */
  private playAgain(): void {
    this.playback.resume();
    // A phone call may have held a device: try again.
    const busy = (['audio', 'video'] as const).filter(
      (kind) =>
        this.wants.value[kind] && !this.liveTracks.value[kind] && this.states.value[DEVICE_NAMES[kind]] === 'busy',
    );
    void this.enqueue(() => this.acquire(busy.filter((kind) => !this.liveTracks.value[kind])));
  }
}
