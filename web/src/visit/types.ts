// The parts of a call that the pages of a visit use, without sockets and peers.
import type { ReadonlySignal } from '@preact/signals';
import type { DeviceResult, StateEvent, WaitingEvent } from './signaling/protocol.generated';

/** `elsewhere`: another window took the seat. `removed` and `ended` are final. */
export type Phase = 'idle' | 'connecting' | 'waiting' | 'in' | 'left' | 'ended' | 'removed' | 'elsewhere' | 'refused';

export type Quality = 'good' | 'weak' | 'lost' | 'audio-only';
export type DeviceState = DeviceResult['camera'];
/** What a person's own device has paused; `sound` is what they hear. */
export type PausedMedia = NonNullable<StateEvent['paused']>[number];
export type NetworkState = DeviceResult['network'];

export interface Person {
  seat: string;
  name: string;
  role: 'provider' | 'client';
  host: boolean;
  /** `away`: the signaling connection is lost; the picture stays. */
  state: 'here' | 'away' | 'waiting' | 'left';
  /** Waits with a closed page: if admitted now, they join when they return. */
  isGone?: boolean;
  since?: string;
  device?: DeviceResult;
  mic: boolean;
  cam: boolean;
  screen: boolean;
  hand: boolean;
  /** What their device has paused, such as during a telephone call. */
  paused: PausedMedia[];
  speaking: boolean;
  quality: Quality;
  stream: MediaStream | null;
  screenStream: MediaStream | null;
}

export interface CallMe {
  seat: string;
  name: string;
  role: 'provider' | 'client';
  host: boolean;
  hand: boolean;
  speaking: boolean;
  /** The worst link to the others. */
  quality: Quality;
}

/** While waiting to be let in. Times are ISO 8601 in UTC. */
export interface LobbyState {
  position: number | null;
  host: 'online' | 'on another call' | 'away';
  since: string | null;
  hostDevice: DeviceResult | null;
  /** What the providers know of the user. */
  hostKnows: WaitingEvent['host_knows'];
}

/** ISO 8601 in UTC. */
export interface RoomTimes {
  startsAt: string;
  endsAt: string;
  closesAt: string;
  opensAt: string | null;
}

export interface FileRef {
  id: string;
  name: string;
  media_type: string;
  /** Bytes. */
  size: number;
}

/** `n`: null until the server has stored it. `refused`: why it will not be. */
export interface Note {
  n: number | null;
  id: string;
  seat: string;
  name: string;
  at: string;
  text?: string;
  file?: FileRef;
  mine: boolean;
  sent: boolean;
  refused?: string;
}

export interface RoomSwitches {
  locked: boolean;
  sharing: boolean;
  chat: boolean;
  /** The file that is shown to all. */
  show: string | null;
}

export interface Device {
  id: string;
  label: string;
}

export interface Devices {
  cameras: Device[];
  microphones: Device[];
  /** Empty where the browser offers no choice. */
  speakers: Device[];
}

export interface Chosen {
  camera: string;
  microphone: string;
  speaker: string;
}

/** A device problem, and its remedy in this browser. */
export interface Problem {
  what: 'camera' | 'microphone' | 'speaker' | 'screen' | 'network';
  state: DeviceState | NetworkState;
  words: string;
  remedy: string;
}

/** The user's camera, microphone and screen, for the check and the call. */
export interface LocalMedia {
  mic: ReadonlySignal<boolean>;
  cam: ReadonlySignal<boolean>;
  screen: ReadonlySignal<boolean>;
  /** For the self view, whose element must be muted; null without devices. */
  stream: ReadonlySignal<MediaStream | null>;
  screenStream: ReadonlySignal<MediaStream | null>;
  /** The microphone's level, 0 to 1, about ten times a second. */
  level: ReadonlySignal<number>;
  /** The microphone is on and was silent for five seconds. */
  silent: ReadonlySignal<boolean>;
  problems: ReadonlySignal<Problem[]>;
  devices: ReadonlySignal<Devices>;
  chosen: ReadonlySignal<Chosen>;
  /** Whether this browser can share a screen. */
  canShare: boolean;
  canPickSpeaker: ReadonlySignal<boolean>;
  /** There is more than one camera, or it is a phone. */
  canSwitchCamera: ReadonlySignal<boolean>;
  canBlur: ReadonlySignal<boolean>;
  blur: ReadonlySignal<boolean>;
  /** The browser needs a tap before it plays; the tap calls `resume`. */
  needsTap: ReadonlySignal<boolean>;
  /** What the user's own device has paused; a tap calls `resume`. */
  paused: ReadonlySignal<PausedMedia[]>;
  /** Opens the devices that were on last, at first both. Failures are in `problems`. */
  open(want?: { mic: boolean; cam: boolean }): Promise<void>;
  setMic(on: boolean): Promise<void>;
  setCam(on: boolean): Promise<void>;
  share(on: boolean): Promise<void>;
  useCamera(id: string): Promise<void>;
  useMicrophone(id: string): Promise<void>;
  useSpeaker(id: string): Promise<void>;
  switchCamera(): Promise<void>;
  setBlur(on: boolean): Promise<void>;
  /** Plays an element. Returns a function that releases it. */
  play(element: HTMLMediaElement): () => void;
  /** Plays and captures again what was paused; call it inside a tap. */
  resume(): void;
}

export interface DeviceCheck {
  result: ReadonlySignal<DeviceResult>;
  running: ReadonlySignal<boolean>;
  /** Checks camera, microphone and network; the speaker needs `playTone`. */
  run(): Promise<void>;
  /** Call it inside a tap. Resolves when the tone has ended. */
  playTone(): Promise<void>;
  setHeard(yes: boolean): void;
}

/** What getStats proves of one link, such as DTLS state and decoded frames. */
export interface LinkProof {
  seat: string;
  local?: string;
  via?: string;
  remote?: string;
  dtls?: string;
  srtp?: string;
  changes?: number;
  rtt?: number;
  frames: number;
  wide: number;
  fps: number;
  lost: number;
  codec?: string;
  audio: number;
  sentFrames: number;
  ice: string;
  restarts: number;
  rebuilds: number;
}

export interface Ticket {
  ticket: string;
  url: string;
  expires_at: string;
}

/** What a call needs of the API. `keepAlive`: counts as activity. */
export interface CallHttp {
  /** `inst`: the id of the page, if it has joined; it keeps its seat after a role switch in another tab. */
  ticket(appointment: string, inst?: string): Promise<Ticket>;
  keepAlive(): Promise<void>;
  /** An HTTP round trip in milliseconds. Raises: ApiError. */
  roundTrip(): Promise<number>;
}

export interface Call {
  /** The id of this page in the room, for requests about the visit; undefined before it has joined. */
  readonly inst: string | undefined;
  phase: ReadonlySignal<Phase>;
  /** Why the call was refused, or ended. */
  why: ReadonlySignal<string>;
  link: ReadonlySignal<'up' | 'reconnecting'>;
  /** One line, such as "Poor connection, video lowered", or ''. */
  status: ReadonlySignal<string>;
  lobby: ReadonlySignal<LobbyState | null>;
  me: ReadonlySignal<CallMe | null>;
  /** The other people in the call, by seat. */
  people: ReadonlySignal<Person[]>;
  /** The people in the waiting room; for hosts only. */
  waiting: ReadonlySignal<Person[]>;
  notes: ReadonlySignal<Note[]>;
  room: ReadonlySignal<RoomSwitches>;
  times: ReadonlySignal<RoomTimes | null>;
  /** The appointment has started and the user has not joined. */
  ringing: ReadonlySignal<boolean>;
  local: LocalMedia;
  check: DeviceCheck;
  /** Joins; call it inside a tap, for sound. Resolves when in, waiting or refused. */
  join(): Promise<void>;
  leave(): void;
  /** Ends the visit for all; hosts only. */
  end(): void;
  admit(seat: string): void;
  admitAll(): void;
  remove(seat: string): void;
  setSwitch(what: 'locked' | 'sharing' | 'chat', on: boolean): void;
  sendNote(text: string): void;
  attach(file: FileRef): void;
  show(file: string | null): void;
  setHand(up: boolean): void;
  /** Takes the seat again: from another window, or after leaving. The server is asked before the camera. */
  useHere(): Promise<void>;
  report(result: DeviceResult): void;
  stopRinging(): void;
  proof(): Promise<LinkProof[]>;
  dispose(): void;
}
