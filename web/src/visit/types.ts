// What the room's pages see of a call. Nothing here knows of sockets, peers or a mesh.
import type { ReadonlySignal } from '@preact/signals';

/** `elsewhere`: another window took the seat; `refused`: no ticket, `why` says it; `removed` and `ended` are final. */
export type Phase = 'idle' | 'connecting' | 'waiting' | 'in' | 'left' | 'ended' | 'removed' | 'elsewhere' | 'refused';

export type Quality = 'good' | 'weak' | 'lost' | 'audio-only';
export type DeviceState = 'ok' | 'refused' | 'missing' | 'busy' | 'silent' | 'untested' | 'off';
export type NetworkState = 'ok' | 'slow' | 'blocked' | 'untested';

/** What the device check found. `browser`: at most 60 characters, such as "Safari 18 on iPhone". */
export interface DeviceResult {
  camera: DeviceState;
  microphone: DeviceState;
  speaker: DeviceState;
  network: NetworkState;
  browser: string;
}

export interface Person {
  seat: string;
  name: string;
  role: 'provider' | 'client';
  host: boolean;
  /** `away`: signaling is lost, which never hides the picture. */
  state: 'here' | 'away' | 'waiting' | 'left';
  /** Waits, but its page is closed or cut off: whoever is let in now comes in at his return. */
  isGone?: boolean;
  since?: string;
  device?: DeviceResult;
  mic: boolean;
  cam: boolean;
  screen: boolean;
  hand: boolean;
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
  /** The worst of the links to the others. */
  quality: Quality;
}

/** While waiting to be let in. Times are ISO 8601 in UTC. */
export interface LobbyState {
  position: number | null;
  host: 'online' | 'on another call' | 'away';
  since: string | null;
  hostDevice: DeviceResult | null;
}

/** ISO 8601 in UTC. `skew`: milliseconds to add to this machine's clock to get the server's. */
export interface RoomTimes {
  startsAt: string;
  endsAt: string;
  closesAt: string;
  opensAt: string | null;
  skew: number;
}

export interface FileRef {
  id: string;
  name: string;
  media_type: string;
  /** Bytes. */
  size: number;
}

/** `n` is null until the server has kept it. `refused`: it will not be kept, and why. */
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
  /** The file that the host shows to all, large. */
  show: string | null;
}

export interface Device {
  id: string;
  label: string;
}

export interface Devices {
  cameras: Device[];
  microphones: Device[];
  /** Empty where the browser cannot choose. */
  speakers: Device[];
}

export interface Chosen {
  camera: string;
  microphone: string;
  speaker: string;
}

/** Something that does not work, in words: what it is, and what to do in this browser. */
export interface Problem {
  what: 'camera' | 'microphone' | 'speaker' | 'screen' | 'network';
  state: DeviceState | NetworkState;
  words: string;
  remedy: string;
}

/** The own camera, microphone and screen: one capture for check and call. */
export interface LocalMedia {
  mic: ReadonlySignal<boolean>;
  cam: ReadonlySignal<boolean>;
  screen: ReadonlySignal<boolean>;
  /** For the self view; its element must be muted. Null without camera and microphone. */
  stream: ReadonlySignal<MediaStream | null>;
  screenStream: ReadonlySignal<MediaStream | null>;
  /** Of the microphone, 0 to 1, about ten times a second. */
  level: ReadonlySignal<number>;
  /** Nothing was heard for five seconds with the microphone on. */
  silent: ReadonlySignal<boolean>;
  problems: ReadonlySignal<Problem[]>;
  devices: ReadonlySignal<Devices>;
  chosen: ReadonlySignal<Chosen>;
  /** Hidden buttons: what this browser cannot do. */
  canShare: boolean;
  canPickSpeaker: ReadonlySignal<boolean>;
  /** More than one camera, or a phone, which has a front and a back one. */
  canSwitchCamera: ReadonlySignal<boolean>;
  canBlur: ReadonlySignal<boolean>;
  blur: ReadonlySignal<boolean>;
  /** A play() was refused: show "Tap to hear", whose tap calls `hear`. */
  needsTap: ReadonlySignal<boolean>;
  /** Asks for what was on last, at first both; never throws, `problems` says what failed. Again = try again. */
  open(want?: { mic: boolean; cam: boolean }): Promise<void>;
  setMic(on: boolean): Promise<void>;
  setCam(on: boolean): Promise<void>;
  share(on: boolean): Promise<void>;
  useCamera(id: string): Promise<void>;
  useMicrophone(id: string): Promise<void>;
  useSpeaker(id: string): Promise<void>;
  switchCamera(): Promise<void>;
  setBlur(on: boolean): Promise<void>;
  /** Plays an element whose srcObject is set, through the chosen speaker; returns what lets go of it. */
  play(element: HTMLMediaElement): () => void;
  hear(): void;
}

export interface DeviceCheck {
  result: ReadonlySignal<DeviceResult>;
  running: ReadonlySignal<boolean>;
  /** Camera, microphone and network; the speaker needs `playTone` and an answer. */
  run(): Promise<void>;
  /** Inside the tap. Resolves when the tone has ended. */
  playTone(): Promise<void>;
  heard(yes: boolean): void;
}

/** One link, as getStats proves it (candidate types "relay", DTLS "connected", frames decoded so far). */
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

/** What a call asks of the API. `keepAlive`: a call is activity; the server and the idle clock hear of it. */
export interface CallHttp {
  ticket(appointment: string): Promise<Ticket>;
  keepAlive(): Promise<void>;
  /** An HTTP round trip in milliseconds. Raises: Refusal. */
  roundTrip(): Promise<number>;
}

export interface Call {
  phase: ReadonlySignal<Phase>;
  /** Words for the present phase: why refused, removed or ended. */
  why: ReadonlySignal<string>;
  link: ReadonlySignal<'up' | 'reconnecting'>;
  /** One line for role=status: "Connecting", "Poor connection, video lowered", "Reconnecting", or empty. */
  status: ReadonlySignal<string>;
  lobby: ReadonlySignal<LobbyState | null>;
  me: ReadonlySignal<CallMe | null>;
  /** The others who are in the call, by seat. */
  people: ReadonlySignal<Person[]>;
  /** Who waits to be let in: filled for hosts only. */
  waiting: ReadonlySignal<Person[]>;
  notes: ReadonlySignal<Note[]>;
  room: ReadonlySignal<RoomSwitches>;
  times: ReadonlySignal<RoomTimes | null>;
  /** It is the appointment's time and the others are not there yet, or I have not joined. */
  ringing: ReadonlySignal<boolean>;
  local: LocalMedia;
  check: DeviceCheck;
  /** Inside the Join tap: sound may play from then on. Resolves when in, waiting or refused. */
  join(): Promise<void>;
  leave(): void;
  /** Host: ends the visit for all. */
  end(): void;
  admit(seat: string): void;
  admitAll(): void;
  remove(seat: string): void;
  lock(what: 'locked' | 'sharing' | 'chat', on: boolean): void;
  say(text: string): void;
  attach(file: FileRef): void;
  show(file: string | null): void;
  hand(up: boolean): void;
  /** Takes the seat back from another window. */
  useHere(): Promise<void>;
  report(result: DeviceResult): void;
  hush(): void;
  proof(): Promise<LinkProof[]>;
  dispose(): void;
}
