// Protocol v1 (video.md §2): what travels over the socket, and a reader that trusts nothing it gets.
import type { DeviceResult, FileRef } from '../types';

export const VERSION = 1;
/** Larger messages are refused by the server, and not sent by us. */
export const MAX_MESSAGE_CHARACTERS = 24_000;
export const MAX_NOTE_CHARACTERS = 4_000;

export interface IceCredentials {
  servers: { urls: string[]; username?: string; credential?: string }[];
  expires_at: string;
  provider: string;
}

export interface Description {
  type: 'offer' | 'answer';
  sdp: string;
}

export type Candidate = RTCIceCandidateInit;

/** What one peer tells another: a description, candidates of the generation `ufrag`, or both. */
export interface SignalData {
  desc?: Description;
  cand?: (Candidate | null)[];
  ufrag?: string;
}

export interface ProtocolNote {
  n: number;
  id: string;
  seat: string;
  name: string;
  at: string;
  text?: string;
  file?: FileRef;
}

export interface ProtocolPeer {
  seat: string;
  name?: string;
  role?: 'provider' | 'client';
  host?: boolean;
  state: string;
  inst?: string | null;
  resume?: boolean;
  since?: string | null;
  device?: DeviceResult | null;
  /** Of one who waits: with no page open. */
  away?: boolean | null;
}

export interface Joined {
  t: 'joined';
  re?: string;
  seat: string;
  name: string;
  role: 'provider' | 'client';
  host: boolean;
  order: string[];
  peers: ProtocolPeer[];
  waiting: ProtocolPeer[];
  ice: IceCredentials;
  ice_policy: 'all' | 'relay';
  notes: ProtocolNote[];
  now: string;
  renew_at: string;
  opens_at: string;
  starts_at: string;
  ends_at: string;
  closes_at: string;
  room: { locked: boolean; sharing: boolean; chat: boolean };
  topology: { kind: string };
}

export interface Waiting {
  t: 'waiting';
  re?: string;
  position?: number;
  host: string;
  since?: string | null;
  host_device?: DeviceResult | null;
  now: string;
  starts_at: string;
  ends_at: string;
  closes_at: string;
  renew_at?: string;
}

export interface PeerState {
  mic: boolean;
  cam: boolean;
  screen: boolean;
  hand: boolean;
  net: 'good' | 'weak' | 'lost';
  about?: string;
  show?: string | null;
}

export type ServerMessage =
  | Joined
  | Waiting
  | ({ t: 'peer'; s?: number } & ProtocolPeer)
  | { t: 'signal'; from: string; epoch: number; inst: string; d: SignalData }
  | { t: 'ice'; re?: string; ice: IceCredentials }
  | { t: 'note'; s?: number; note: ProtocolNote }
  | ({ t: 'state'; seat: string } & PeerState)
  | { t: 'device'; seat: string; result: DeviceResult }
  | { t: 'room'; locked: boolean; sharing: boolean; chat: boolean }
  | { t: 'topology'; kind?: string; topology?: { kind: string } }
  | { t: 'pong'; c: string | number; now: string }
  | { t: 'error'; code: string; re?: string }
  | { t: 'bye'; code: number; reconnect: boolean };

export type ServerMessageOf<T extends ServerMessage['t']> = Extract<ServerMessage, { t: T }>;

type Shape = Record<string, unknown>;
type MessageCheck = (message: Shape) => boolean;

const text = (value: unknown): value is string => typeof value === 'string';
const whole = (value: unknown): value is number => Number.isInteger(value);
const flag = (value: unknown): value is boolean => typeof value === 'boolean';
const shape = (value: unknown): value is Shape => typeof value === 'object' && value !== null && !Array.isArray(value);
const optional = (value: unknown, test: (value: unknown) => boolean): boolean =>
  value === undefined || value === null || test(value);
const all = (value: unknown, test: (each: unknown) => boolean): boolean => Array.isArray(value) && value.every(test);

const isGrant = (value: unknown): boolean =>
  shape(value) && text(value['expires_at']) && all(value['servers'], (each) => shape(each) && all(each['urls'], text));

const isNote = (value: unknown): boolean =>
  shape(value) &&
  whole(value['n']) &&
  ['id', 'seat', 'name', 'at'].every((key) => text(value[key])) &&
  optional(value['text'], text) &&
  optional(value['file'], (file) => shape(file) && text(file['id']));

const isPeer = (value: unknown): boolean => shape(value) && text(value['seat']);

const isSignalData = (value: unknown): boolean =>
  shape(value) &&
  optional(
    value['desc'],
    (desc) => shape(desc) && (desc['type'] === 'offer' || desc['type'] === 'answer') && text(desc['sdp']),
  ) &&
  optional(value['cand'], (cand) => all(cand, (each) => each === null || shape(each)));

const CHECKS: Record<ServerMessage['t'], MessageCheck> = {
  joined: (m) =>
    text(m['seat']) &&
    all(m['order'], text) &&
    all(m['peers'], isPeer) &&
    isGrant(m['ice']) &&
    all(m['notes'], isNote) &&
    ['now', 'renew_at', 'closes_at'].every((key) => text(m[key])) &&
    shape(m['room']) &&
    shape(m['topology']),
  waiting: (m) => text(m['host']) && text(m['closes_at']),
  peer: (m) => isPeer(m) && text(m['state']),
  signal: (m) => text(m['from']) && whole(m['epoch']) && text(m['inst']) && isSignalData(m['d']),
  ice: (m) => isGrant(m['ice']),
  note: (m) => isNote(m['note']),
  state: (m) => text(m['seat']) && ['mic', 'cam', 'screen', 'hand'].every((key) => flag(m[key])),
  device: (m) => text(m['seat']) && shape(m['result']),
  room: (m) => ['locked', 'sharing', 'chat'].every((key) => flag(m[key])),
  topology: (m) => text(m['kind']) || shape(m['topology']),
  pong: (m) => 'c' in m,
  error: (m) => text(m['code']),
  bye: (m) => whole(m['code']),
};

/** A message of the server, or null for what is none: of another version, broken, or unknown. */
export function parseMessage(data: unknown): ServerMessage | null {
  if (!text(data)) return null;
  try {
    const message: unknown = JSON.parse(data);
    if (!shape(message) || message['v'] !== VERSION) return null;
    const check = Object.hasOwn(CHECKS, String(message['t'])) ? CHECKS[message['t'] as ServerMessage['t']] : undefined;
    return check?.(message) ? (message as unknown as ServerMessage) : null;
  } catch {
    return null;
  }
}

export type ClientMessage =
  | { action: 'join'; inst: string; resume?: boolean; after: number; caps: Record<'sfu' | 'h264' | 'screen', boolean> }
  | { action: 'admit'; seat: string }
  | { action: 'admit'; all: true }
  | { action: 'remove'; seat: string; reason?: string }
  | { action: 'lock'; locked?: boolean; sharing?: boolean; chat?: boolean }
  | { action: 'end'; reason?: string }
  | { action: 'signal'; to: string; epoch: number; inst: string; d: SignalData }
  | { action: 'ice'; why: string }
  | { action: 'note'; id: string; text?: string; file?: string }
  | ({ action: 'state' } & PeerState)
  | { action: 'device'; result: DeviceResult }
  | { action: 'leave'; reason?: string }
  | { action: 'ping'; c: string };

/** As it travels; `id` is the note's own where there is one, so that sending again stores once. */
export function serializeMessage(message: ClientMessage, id: string): string {
  return JSON.stringify({ v: VERSION, id, ...message });
}
