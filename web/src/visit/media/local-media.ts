import { computed, signal } from '@preact/signals';
import { isPhone, kindOf, mediaDevices } from './browser';
import { capture, type CaptureKind, type CaptureResult, type Wishes } from './capture';
import { enumerate, nextOf } from './device-list';
import { Meter } from './level-meter';
import { Playback } from './playback';
import { Screen } from './screen-share';
import type { Slot } from '../peer/peer-transport';
import type { Chosen, Devices, DeviceState, LocalMedia, NetworkState, Problem } from '../types';
import { watch } from './track-watch';
import { problemOf, SAYS, stateOf, UNPLUGGED } from '../call-words';

const NAME = { audio: 'microphone', video: 'camera' } as const;
const NOTICE_MS = 20_000;

type Live = Record<CaptureKind, MediaStreamTrack | null>;

/** The own camera, microphone, screen and speaker, for the device check, the waiting and the call alike. */
export class Media implements LocalMedia {
  readonly stream = signal<MediaStream | null>(null);
  readonly devices = signal<Devices>({ cameras: [], microphones: [], speakers: [] });
  readonly chosen = signal<Chosen>({ camera: '', microphone: '', speaker: '' });
  readonly blur = signal(false);
  readonly canBlur = signal(false);
  /** Of camera and microphone, as the device check tells them. */
  readonly states = signal<Record<'camera' | 'microphone', DeviceState>>({
    camera: 'untested',
    microphone: 'untested',
  });
  /** The system holds the camera back: a telephone call, or the page is not seen. */
  private readonly isPaused = signal(false);
  private readonly live = signal<Live>({ audio: null, video: null });
  private readonly wants = signal({ audio: true, video: true });
  private readonly found = signal<Map<Problem['what'], Problem>>(new Map());
  private readonly meter = new Meter();
  private readonly playback = new Playback();
  private readonly display = new Screen(() => undefined);
  private readonly wishes: Wishes = { camera: '', microphone: '', facing: 'user', blur: false };
  private readonly unwatch: Partial<Record<CaptureKind, () => void>> = {};
  private turn: Promise<void> = Promise.resolve();
  /** Closing ends whatever was asked before it and is still being answered. */
  private era = 0;
  private isOver = false;

  readonly mic = computed(() => this.wants.value.audio && this.live.value.audio !== null);
  readonly cam = computed(() => this.wants.value.video && this.live.value.video !== null);
  readonly screen = computed(() => this.display.stream.value !== null);
  readonly screenStream = this.display.stream;
  readonly problems = computed(() => [...this.found.value.values()]);
  readonly level = this.meter.level;
  readonly silent = this.meter.silent;
  readonly needsTap = this.playback.needsTap;
  readonly canShare = this.display.can;
  readonly canPickSpeaker = computed(() => this.playback.canPick.value && this.devices.value.speakers.length > 1);
  readonly canSwitchCamera = computed(() => isPhone() || this.devices.value.cameras.length > 1);
  /** What goes to the others, by its place. */
  readonly tracks = computed<Record<Slot, MediaStreamTrack | null>>(() => ({
    audio: this.live.value.audio,
    camera: this.live.value.video,
    screen: this.display.stream.value?.getVideoTracks()[0] ?? null,
  }));

  /** As the others should take it: what the system holds back is not sent. */
  readonly sent = computed(() => ({
    mic: this.mic.value,
    cam: this.cam.value && !this.isPaused.value,
    screen: this.screen.value,
  }));

  constructor() {
    mediaDevices()?.addEventListener?.('devicechange', this.onDevices);
    document.addEventListener('visibilitychange', this.onSeen);
  }

  open(want = { mic: this.wants.peek().audio, cam: this.wants.peek().video }): Promise<void> {
    this.wants.value = { audio: want.mic, video: want.cam };
    return this.inTurn(async () => {
      const kinds: CaptureKind[] = [];
      if (want.mic && !this.live.value.audio) kinds.push('audio');
      if (want.cam && !this.live.value.video) kinds.push('video');
      await this.acquire(kinds);
    });
  }

  setMic(on: boolean): Promise<void> {
    this.wants.value = { ...this.wants.value, audio: on };
    if (this.live.value.audio) this.live.value.audio.enabled = on;
    return this.inTurn(async () => {
      if (this.wants.value.audio && !this.live.value.audio) await this.acquire(['audio']);
    });
  }

  /** Off means off: its light goes out. */
  setCam(on: boolean): Promise<void> {
    this.wants.value = { ...this.wants.value, video: on };
    return this.inTurn(async () => {
      const wants = this.wants.value.video;
      if (wants && !this.live.value.video) await this.acquire(['video']);
      if (!wants) this.put('video', { track: null });
    });
  }

  async share(on: boolean): Promise<void> {
    this.tell('screen', null);
    if (!on) {
      this.display.stop();
      return;
    }
    const failed = await this.display.start();
    // A picker that was closed is an answer, not a failure.
    if (failed && failed !== 'refused') this.tell('screen', failed);
  }

  useCamera(id: string): Promise<void> {
    this.wishes.camera = id;
    return this.again('video');
  }

  useMicrophone(id: string): Promise<void> {
    this.wishes.microphone = id;
    return this.again('audio');
  }

  async useSpeaker(id: string): Promise<void> {
    await this.playback.use(id);
    if (this.playback.canPick.value) this.chosen.value = { ...this.chosen.value, speaker: id };
  }

  switchCamera(): Promise<void> {
    if (!isPhone()) return this.useCamera(nextOf(this.devices.value.cameras, this.chosen.value.camera));
    this.wishes.facing = this.wishes.facing === 'user' ? 'environment' : 'user';
    return this.useCamera('');
  }

  async setBlur(on: boolean): Promise<void> {
    this.wishes.blur = on;
    const blurred = { backgroundBlur: on } as MediaTrackConstraints;
    await this.live.value.video?.applyConstraints(blurred).catch(() => undefined);
    this.blur.value = on;
  }

  play(element: HTMLMediaElement): () => void {
    return this.playback.play(element);
  }

  hear(): void {
    this.playback.hear();
  }

  /** Puts a problem on the list, or takes it off. */
  tell(what: Problem['what'], state: DeviceState | NetworkState | null, words?: string, remedy?: string): void {
    const next = new Map(this.found.value);
    next.delete(what);
    if (state) {
      const problem = problemOf(what, state, kindOf());
      next.set(what, { ...problem, ...(words ? { words } : {}), ...(remedy ? { remedy } : {}) });
    }
    this.found.value = next;
  }

  /** Lets go of every device. `open` begins anew. */
  close(): void {
    this.era += 1;
    this.display.stop();
    for (const kind of ['audio', 'video'] as const) this.put(kind, { track: null });
  }

  dispose(): void {
    this.isOver = true;
    this.close();
    mediaDevices()?.removeEventListener?.('devicechange', this.onDevices);
    document.removeEventListener('visibilitychange', this.onSeen);
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const { era } = this;
    this.turn = this.turn.then(() => (this.isOver || era !== this.era ? undefined : work())).catch(() => undefined);
    return this.turn;
  }

  private async acquire(kinds: CaptureKind[]): Promise<void> {
    if (!kinds.length) return;
    const devices = mediaDevices();
    if (!devices?.getUserMedia) {
      kinds.forEach((kind) => this.tell(NAME[kind], 'missing', SAYS.noWebRtc, ' '));
      return;
    }
    const { era } = this;
    const got = await capture(kinds, this.wishes, (constraints) => navigator.mediaDevices.getUserMedia(constraints));
    // Left while the browser was asking: nobody would ever stop it.
    if (era !== this.era) {
      kinds.forEach((kind) => got[kind].track?.stop());
      return;
    }
    for (const kind of kinds) this.put(kind, got[kind]);
    await this.refresh();
  }

  private again(kind: CaptureKind): Promise<void> {
    return this.inTurn(async () => {
      // The old one first: two at once end each other on an iPhone, and many cameras serve only one.
      this.live.value[kind]?.stop();
      await this.acquire([kind]);
    });
  }

  private put(kind: CaptureKind, { track, reason }: CaptureResult): void {
    this.unwatch[kind]?.();
    this.live.value[kind]?.stop();
    this.live.value = { ...this.live.value, [kind]: track };
    const state = track ? 'ok' : reason === undefined ? 'off' : stateOf(reason);
    this.states.value = { ...this.states.value, [NAME[kind]]: state };
    this.tell(NAME[kind], state === 'ok' || state === 'off' ? null : state);
    if (track) this.follow(kind, track);
    if (kind === 'audio') this.meter.watch(track);
    if (kind === 'video') this.isPaused.value = false;
    const all = Object.values(this.live.value).filter((each) => each !== null);
    this.stream.value = all.length ? new MediaStream(all) : null;
  }

  private follow(kind: CaptureKind, track: MediaStreamTrack): void {
    if (kind === 'audio') track.enabled = this.wants.value.audio;
    if (kind === 'video') track.contentHint = 'motion';
    this.unwatch[kind] = watch(track, {
      gone: () => void this.replace(kind),
      taken: () => void this.again(kind),
      paused: (isPaused) => kind === 'video' && (this.isPaused.value = isPaused),
    });
    const capabilities = (track as Partial<MediaStreamTrack>).getCapabilities?.();
    if (kind === 'video') this.canBlur.value = capabilities?.backgroundBlur?.includes(true) ?? false;
  }

  /** Unplugged: whatever else there is, and it is said. */
  private replace(kind: CaptureKind): Promise<void> {
    return this.inTurn(async () => {
      this.wishes[NAME[kind]] = '';
      await this.acquire([kind]);
      const track = this.live.value[kind];
      if (!track) {
        this.tell(NAME[kind], 'missing', UNPLUGGED[NAME[kind]]);
        return;
      }
      this.tell(NAME[kind], 'ok', UNPLUGGED[NAME[kind]], `Now in use: ${track.label || `another ${NAME[kind]}`}.`);
      setTimeout(() => this.found.value.get(NAME[kind])?.state === 'ok' && this.tell(NAME[kind], null), NOTICE_MS);
    });
  }

  private async refresh(): Promise<void> {
    this.devices.value = await enumerate();
    const of = (kind: CaptureKind): string => this.live.value[kind]?.getSettings().deviceId ?? '';
    const speaker = this.chosen.value.speaker || (this.devices.value.speakers[0]?.id ?? '');
    this.chosen.value = { camera: of('video'), microphone: of('audio'), speaker };
  }

  private readonly onDevices = (): void => {
    const before = this.ears();
    void this.refresh().then(() => {
      // Earphones that come or go take the sound of an iPhone with them; what only got its name by being asked for has not come.
      if (kindOf() === 'iphone' && this.live.value.audio && this.ears() !== before) void this.again('audio');
    });
  };

  private ears(): string {
    return this.devices.value.microphones.map((each) => each.id).join(' ');
  }

  private readonly onSeen = (): void => {
    const isSeen = document.visibilityState === 'visible';
    if (isPhone() && this.live.value.video) this.isPaused.value = !isSeen || this.live.value.video.muted;
    if (!isSeen) return;
    this.playback.hear();
    // A telephone call kept it from us: that may be over.
    const kept = (['audio', 'video'] as const).filter(
      (kind) => this.wants.value[kind] && !this.live.value[kind] && this.states.value[NAME[kind]] === 'busy',
    );
    void this.inTurn(() => this.acquire(kept.filter((kind) => !this.live.value[kind])));
  };
}
