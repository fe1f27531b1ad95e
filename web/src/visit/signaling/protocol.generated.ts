// Generated from chalicelib/visits/api/socket_protocol.py by `make schema`. Do not edit.

export type SocketMessage = ClientMessage | ServerMessage;
export type ClientMessage =
  | JoinRequest
  | AdmitRequest
  | RemoveRequest
  | LockRequest
  | EndRequest
  | SignalRequest
  | IceRequest
  | NoteRequest
  | StateRequest
  | DeviceRequest
  | LeaveRequest
  | PingRequest;
export type ServerMessage =
  | JoinedEvent
  | WaitingEvent
  | PeerEvent
  | SignalEvent
  | IceEvent
  | NoteEvent
  | StateEvent
  | DeviceEvent
  | RoomEvent
  | PongEvent
  | ErrorEvent
  | ByeEvent;
/**
 * Lists the ways in which browsers may connect.
 *
 * `ALL`: directly or through relays. `RELAY`: only through relays.
 */
export type IcePolicy = 'all' | 'relay';
/**
 * Lists the reasons why the server refuses a message.
 */
export type ErrorCode =
  | 'no-such-seat'
  | 'peer-away'
  | 'stale-peer'
  | 'not-admitted'
  | 'not-host'
  | 'too-big'
  | 'slow-down'
  | 'bad-message'
  | 'ended'
  | 'no-fingerprint'
  | 'card-number'
  | 'chat-off'
  | 'chat-full'
  | 'files-off'
  | 'later';
/**
 * Lists the reasons why the server closes a socket.
 */
export type ByeCode = 4001 | 4003 | 4008 | 4010;

/**
 * Asks to take the sender's seat in the room.
 *
 * `inst`: an id of this page load. `resume`: if true, the join fails when another page
 * load holds the seat; if false, this page load takes the seat from any other page load.
 * `after`: the number of the newest chat note that the page has received; the page also has
 * all earlier notes.
 */
export interface JoinRequest {
  v: 1;
  id: string;
  action: 'join';
  inst: string;
  resume?: boolean;
  after?: number;
  caps?: {
    [k: string]: boolean;
  };
}
/**
 * Asks to admit one seat or everyone who waits.
 *
 * Exactly one of the fields `seat` and `all` must be set.
 */
export interface AdmitRequest {
  v: 1;
  id: string;
  action: 'admit';
  seat?: string | null;
  all?: true | null;
}
export interface RemoveRequest {
  v: 1;
  id: string;
  action: 'remove';
  seat: string;
  reason?: string | null;
}
/**
 * Asks to set the room's switches. An absent switch keeps its current value.
 */
export interface LockRequest {
  v: 1;
  id: string;
  action: 'lock';
  locked?: boolean | null;
  sharing?: boolean | null;
  chat?: boolean | null;
}
export interface EndRequest {
  v: 1;
  id: string;
  action: 'end';
  reason?: string | null;
}
/**
 * Carries WebRTC data to the seat `to`.
 *
 * `inst` identifies the page load for which the data is meant. The server refuses the
 * message if another page load now holds the seat.
 */
export interface SignalRequest {
  v: 1;
  id: string;
  action: 'signal';
  to: string;
  epoch: number;
  inst: string;
  d: SignalData;
}
/**
 * WebRTC data for one seat: a session description, ICE candidates, or both.
 *
 * `desc`: the session description. `cand`: the ICE candidates. `ufrag`: identifies the
 * ICE generation to which the candidates belong.
 */
export interface SignalData {
  desc?: SessionDescription | null;
  cand?: (RTCIceCandidateInit | null)[] | null;
  ufrag?: string | null;
}
export interface SessionDescription {
  type: 'offer' | 'answer' | 'pranswer';
  sdp: string;
}
/**
 * Asks for new relay credentials for the sender's own seat.
 */
export interface IceRequest {
  v: 1;
  id: string;
  action: 'ice';
  why?: string | null;
}
/**
 * Asks to store a chat note: a text, a file of the appointment, or both.
 */
export interface NoteRequest {
  v: 1;
  id: string;
  action: 'note';
  text?: string;
  file?: string | null;
}
/**
 * Reports the sender's state to the other people in the room.
 *
 * `net`: the quality of the sender's link to the seat `about`. `paused`: what the sender's
 * device has paused, for example during a telephone call; `sound` is what the sender hears.
 * `show`: the id of the file that is shown to everybody in the room.
 */
export interface StateRequest {
  v: 1;
  id: string;
  action: 'state';
  mic?: boolean | null;
  cam?: boolean | null;
  screen?: boolean | null;
  hand?: boolean | null;
  paused?: ('mic' | 'cam' | 'sound')[] | null;
  net?: ('good' | 'weak' | 'lost') | null;
  about?: string | null;
  show?: string | null;
}
export interface DeviceRequest {
  v: 1;
  id: string;
  action: 'device';
  result: DeviceResult;
}
/**
 * The result of a device check; `browser` is, for example, "Safari 18 on iPhone".
 */
export interface DeviceResult {
  camera: 'ok' | 'refused' | 'missing' | 'busy' | 'silent' | 'untested' | 'off';
  microphone: 'ok' | 'refused' | 'missing' | 'busy' | 'silent' | 'untested' | 'off';
  speaker: 'ok' | 'refused' | 'missing' | 'busy' | 'silent' | 'untested' | 'off';
  network: 'ok' | 'slow' | 'blocked' | 'untested';
  browser: string;
}
export interface LeaveRequest {
  v: 1;
  id: string;
  action: 'leave';
  reason?: string | null;
}
/**
 * Asks for a `pong` message that repeats the value `c`.
 */
export interface PingRequest {
  v: 1;
  id: string;
  action: 'ping';
  c: string | number;
}
/**
 * Tells the receiver that they are in the room.
 *
 * `waiting` is empty if the receiver is a client.
 */
export interface JoinedEvent {
  starts_at: string;
  ends_at: string;
  closes_at: string;
  now: string;
  v: 1;
  re?: string;
  t: 'joined';
  s: number;
  seat: string;
  name: string;
  role: 'provider' | 'client';
  host: boolean;
  order: string[];
  peers: PresentPeer[];
  waiting: WaitingPeer[];
  notes: RoomNote[];
  renew_at: string;
  opens_at: string;
  room: Switches;
  topology: Topology;
  ice: IceCredentials;
  ice_policy: IcePolicy;
}
/**
 * Describes a person in the room.
 *
 * The state `away` means that the connection of the person's socket was lost.
 */
export interface PresentPeer {
  seat: string;
  name: string;
  role: 'provider' | 'client';
  host: boolean;
  state: 'in' | 'admitted' | 'away';
  inst: string;
  device?: DeviceResult;
}
/**
 * Describes a person who waits to be admitted.
 *
 * The state `away` means that this person has no page open.
 */
export interface WaitingPeer {
  seat: string;
  name: string;
  state: 'here' | 'away';
  since: string | null;
  device?: DeviceResult;
}
/**
 * A stored chat note with text, a file, or both.
 *
 * `n` is the chat note's number in the appointment. The numbers start at 1 and have no
 * gaps.
 */
export interface RoomNote {
  n: number;
  id: string;
  seat: string;
  name: string;
  at: string;
  text?: string;
  file?: NoteFile;
}
/**
 * A file that a chat note refers to; `size` is in bytes.
 */
export interface NoteFile {
  id: string;
  name: string;
  media_type: string;
  size: number;
}
/**
 * Holds the switches that a host sets for a room.
 *
 * `locked`: whether the room is locked. `sharing`: whether clients may share their
 * screens. `chat`: whether clients may write chat notes.
 */
export interface Switches {
  locked: boolean;
  sharing: boolean;
  chat: boolean;
}
/**
 * Describes how audio and video travel between browsers.
 *
 * `kind` is always `mesh` at present. A page must not join a room whose `kind` the
 * page does not know.
 */
export interface Topology {
  kind: string;
}
/**
 * Relay credentials; `servers` is empty when no relay responds.
 */
export interface IceCredentials {
  servers: IceServerEntry[];
  expires_at: string;
  provider: string;
}
/**
 * One entry of a browser's `iceServers`.
 */
export interface IceServerEntry {
  urls: string[];
  username?: string;
  credential?: string;
}
/**
 * Tells the receiver that they are waiting to be admitted.
 *
 * `position`: the receiver's place in line, counted from 1. `host`: the host's status.
 * `since`: when the host's status began, or null if that time is not known.
 * `host_knows`: what the hosts know of the receiver: a page of a host shows
 * that the receiver waits (`seen`), the hosts got a mail about it (`mailed`), or neither.
 */
export interface WaitingEvent {
  starts_at: string;
  ends_at: string;
  closes_at: string;
  now: string;
  v: 1;
  re?: string;
  t: 'waiting';
  position: number;
  host_knows: 'nothing' | 'seen' | 'mailed';
  host: 'online' | 'on another call' | 'away';
  since: string | null;
  host_device: DeviceResult | null;
  renew_at?: string;
}
/**
 * Tells the receiver that a person's seat has changed.
 *
 * `s`: the version of the seat. A page must ignore an event whose `s` is lower than the
 * last `s` that the page received for the same seat.
 */
export interface PeerEvent {
  v: 1;
  re?: string;
  t: 'peer';
  s: number;
  seat: string;
  role: 'provider' | 'client';
  host: boolean;
  state: 'here' | 'invited' | 'waiting' | 'admitted' | 'in' | 'away' | 'left' | 'removed';
  name?: string;
  inst?: string;
  resume?: true;
  since?: string;
  device?: DeviceResult;
  away?: true;
}
/**
 * Carries WebRTC data that another seat sent.
 *
 * `from`: the sending seat. `inst`: the id of the page load that sent the data.
 */
export interface SignalEvent {
  v: 1;
  re?: string;
  t: 'signal';
  from: string;
  epoch: number;
  inst: string;
  d: SignalData;
}
export interface IceEvent {
  v: 1;
  re?: string;
  t: 'ice';
  ice: IceCredentials;
}
/**
 * Carries a stored chat note.
 *
 * `s`: the chat note's number. `re`: set only in the copy that is sent to the chat
 * note's writer.
 */
export interface NoteEvent {
  v: 1;
  re?: string;
  t: 'note';
  s: number;
  note: RoomNote;
}
/**
 * Carries the state that a participant's browser sent for the participant's seat.
 *
 * `seat`: the seat of that participant. `StateRequest` describes the other fields.
 */
export interface StateEvent {
  v: 1;
  re?: string;
  t: 'state';
  seat: string;
  mic?: boolean;
  cam?: boolean;
  screen?: boolean;
  hand?: boolean;
  /**
   * @maxItems 3
   */
  paused?: ('mic' | 'cam' | 'sound')[];
  net?: 'good' | 'weak' | 'lost';
  about?: string;
  show?: string;
}
export interface DeviceEvent {
  v: 1;
  re?: string;
  t: 'device';
  seat: string;
  result: DeviceResult;
}
/**
 * Reports the new values of the room's switches after a host has changed them.
 */
export interface RoomEvent {
  locked: boolean;
  sharing: boolean;
  chat: boolean;
  v: 1;
  re?: string;
  t: 'room';
}
/**
 * Responds to a `ping`.
 *
 * `c`: the value `c` of the ping. `now`: the server's time.
 */
export interface PongEvent {
  v: 1;
  re?: string;
  t: 'pong';
  c: string | number;
  now: string;
}
/**
 * Tells the receiver that the server refused a message and changed nothing.
 */
export interface ErrorEvent {
  v: 1;
  re?: string;
  t: 'error';
  code: ErrorCode;
}
/**
 * Announces that the server will close the socket.
 *
 * This is the last message on the socket. `code`: why the server closes the socket.
 * `reconnect`: whether the page should ask for a new ticket.
 */
export interface ByeEvent {
  v: 1;
  re?: string;
  t: 'bye';
  code: ByeCode;
  reconnect: boolean;
}

export const VERSION = 1 as const;
export const MAX_MESSAGE_BYTES = 24576 as const;
export const MAX_NOTE_CHARACTERS = 4000 as const;
export const RATE_WINDOW_SECONDS = 10 as const;
export const MIN_ICE_INTERVAL_SECONDS = 10 as const;
export const BYE_CODES = { REPLACED: 4001, REMOVED: 4003, FLOOD: 4008, ENDED: 4010 } as const;
