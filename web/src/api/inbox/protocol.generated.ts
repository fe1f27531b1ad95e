// Generated from chalicelib/messages/api/inbox_protocol.py by `make schema`. Do not edit.

export type InboxMessage = ClientMessage | ServerMessage;
export type ClientMessage = WatchRequest;
export type ServerMessage = WatchingEvent | ThreadEvent;

/**
 * Asks whether the page hears the news; the answer repeats `id` as `re`.
 */
export interface WatchRequest {
  action: 'watch';
  v: 1;
  id: string;
}
/**
 * Answers a `watch`: from here on the page hears what changes.
 */
export interface WatchingEvent {
  t: 'watching';
  v: 1;
  re: string;
}
/**
 * Tells that the thread `id` has changed; its newest message has the number `n`.
 *
 * Nothing of the thread's content is sent: the page reads it with a request of its own.
 */
export interface ThreadEvent {
  t: 'thread';
  v: 1;
  id: string;
  n: number;
}
