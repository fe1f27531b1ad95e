// The messages of the socket (docs/signaling.md), and a parser that checks every field.
import { VERSION, type ClientMessage, type ServerMessage, type StateEvent } from './protocol.generated';

type Unsent<T> = T extends ClientMessage ? Omit<T, 'v' | 'id'> & Partial<Pick<T, 'id'>> : never;

/** A message to the server; it gets its version and, unless it has one, its id when it is sent. */
export type OutgoingMessage = Unsent<ClientMessage>;

/** A state as our pages send it: whole. */
export interface PeerState {
  mic: boolean;
  cam: boolean;
  screen: boolean;
  hand: boolean;
  net: 'good' | 'weak' | 'lost';
  paused?: StateEvent['paused'];
  about?: string;
  show?: string | null;
}

/** A message of the server that was checked. */
export type IncomingMessage =
  | Exclude<ServerMessage, StateEvent>
  | (Omit<StateEvent, keyof PeerState> & Omit<PeerState, 'show'> & Pick<StateEvent, 'show'>);
export type IncomingMessageOf<T extends IncomingMessage['t']> = Extract<IncomingMessage, { t: T }>;

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const whole: Check = Number.isInteger;
const flag: Check = (value) => typeof value === 'boolean';
const shape = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || value === null || check(value);
const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
/** Checks the fields of an object. A key names one field, or several with spaces between them. */
const fields =
  (checks: Record<string, Check>): Check =>
  (value) =>
    shape(value) &&
    Object.entries(checks).every(([names, check]) => names.split(' ').every((name) => check(value[name])));

const isGrant = fields({ expires_at: text, servers: list(fields({ urls: list(text) })) });
const isNote = fields({
  n: whole,
  'id seat name at': text,
  text: optional(text),
  file: optional(fields({ 'id name media_type': text, size: whole })),
});
const isPeer = fields({ 'seat name state role inst': text, host: flag });
const isRoom = fields({ 'locked sharing chat': flag });
const isDescription = fields({ type: (type) => type === 'offer' || type === 'answer', sdp: text });
const isSignalData = fields({ desc: optional(isDescription), cand: optional(list(optional(shape))) });

/** Checks every required field, but not one that no page reads, nor that it is there if it may be null. */
const CHECKS: Record<IncomingMessage['t'], Check> = {
  joined: fields({
    'starts_at ends_at closes_at now renew_at opens_at seat name role ice_policy': text,
    host: flag,
    order: list(text),
    peers: list(isPeer),
    waiting: list(fields({ 'seat name state': text })),
    notes: list(isNote),
    room: isRoom,
    topology: fields({ kind: text }),
    ice: isGrant,
  }),
  waiting: fields({ 'starts_at ends_at closes_at now host host_knows': text, position: whole }),
  peer: fields({ s: whole, 'seat state role': text, host: flag }),
  signal: fields({ 'from inst': text, epoch: whole, d: isSignalData }),
  ice: fields({ ice: isGrant }),
  note: fields({ note: isNote }),
  state: fields({ 'seat net': text, 'mic cam screen hand': flag, paused: optional(list(text)) }),
  device: fields({ seat: text, result: fields({ 'camera microphone speaker network browser': text }) }),
  room: isRoom,
  pong: fields({ now: text }),
  error: fields({ code: text }),
  bye: fields({ code: whole, reconnect: flag }),
};

/** Parses a message of the server; null if it is invalid or unknown. */
export function parseMessage(data: unknown): IncomingMessage | null {
  try {
    const message = JSON.parse(String(data)) as { v: number; t: IncomingMessage['t'] };
    const isValid = message.v === VERSION && Object.hasOwn(CHECKS, message.t) && CHECKS[message.t](message);
    return isValid ? (message as IncomingMessage) : null;
  } catch {
    return null;
  }
}

/** Serializes a message. A note keeps its own id, so that it is stored once. */
export function serializeMessage(message: OutgoingMessage, id: string): string {
  return JSON.stringify({ v: VERSION, id, ...message });
}
