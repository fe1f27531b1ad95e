// The door to another way of carrying media: whoever implements this may be a mesh or not (video.md §12).
import type { SignalData } from '../signaling/protocol';
import type { LinkProof } from '../types';

export const SLOTS = ['audio', 'camera', 'screen'] as const;
/** A place for one track on each link; their order is fixed. */
export type Slot = (typeof SLOTS)[number];
export type Net = 'good' | 'weak' | 'lost';

/** What is seen of the way to one seat. `isVideoGone`: audio comes, the video that was promised does not. */
export interface LinkView {
  net: Net;
  isVideoGone: boolean;
  /** Video to it was lowered or switched off, because the network is weak. */
  step: number;
}

export interface Sent {
  mic: boolean;
  cam: boolean;
  screen: boolean;
}

export interface SessionEvents {
  signal(to: string, inst: string, epoch: number, d: SignalData): void;
  remote(seat: string, slot: Slot, track: MediaStreamTrack | null): void;
  view(seat: string, view: LinkView): void;
  /** How loud each is that moment, 0 to 1. */
  levels(levels: Map<string, number>): void;
  /** Own relays: is there one that answers? Words name the urls that do not. */
  relays(isReached: boolean, words: string): void;
  /** Media is gone, so the socket may be as well: ask it. */
  doubt(): void;
  /** Whether what is said now is heard: a restart while signaling is down would only be said twice. */
  canSpeak(): boolean;
}

export interface MediaSession {
  publish(slot: Slot, track: MediaStreamTrack): void;
  unpublish(slot: Slot): void;
  /** A seat is there with this browser; `offers`: this side speaks first. */
  meet(seat: string, inst: string, offers: boolean): void;
  part(seat: string): void;
  hear(from: string, inst: string, epoch: number, d: SignalData): void;
  /** What the seat says that it sends. */
  expects(seat: string, sent: Sent): void;
  /** The own relays were renewed. */
  granted(): void;
  /** The seat is reachable again: what was said meanwhile is said again. */
  again(seat: string): void;
  restart(): void;
  /** Before anybody is there: do the relays take us? Told by `relays`. */
  reach(): Promise<void>;
  stats(): Promise<LinkProof[]>;
  close(): void;
}
