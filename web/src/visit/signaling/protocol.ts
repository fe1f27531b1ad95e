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
  about?: string;
  show?: string | null;
}

/** A message of the server that was checked. */
export type IncomingMessage =
  | Exclude<ServerMessage, StateEvent>
  | (Omit<StateEvent, keyof PeerState> & Omit<PeerState, 'show'> & Pick<StateEvent, 'show'>);
export type IncomingMessageOf<T extends IncomingMessage['t']> = Extract<IncomingMessage, { t: T }>;

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

const CHECKS: Record<IncomingMessage['t'], MessageCheck> = {
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
  pong: (m) => 'c' in m,
  error: (m) => text(m['code']),
  bye: (m) => whole(m['code']),
};

/** Parses a message of the server; null if it is invalid or unknown. */
export function parseMessage(data: unknown): IncomingMessage | null {
  if (!text(data)) return null;
  try {
    const message: unknown = JSON.parse(data);
    if (!shape(message) || message['v'] !== VERSION) return null;
    const check = Object.hasOwn(CHECKS, String(message['t']))
      ? CHECKS[message['t'] as IncomingMessage['t']]
      : undefined;
    return check?.(message) ? (message as unknown as IncomingMessage) : null;
  } catch {
    return null;
  }
}

/** Serializes a message. A note keeps its own id, so that it is stored once. */
export function serializeMessage(message: OutgoingMessage, id: string): string {
  return JSON.stringify({ v: VERSION, id, ...message });
}
