// The door to another way of carrying media: whoever implements this may be a mesh or not (video.md §12).
import type { SignalData } from '../signaling/protocol';
import type { TrackSlot } from '../media/track-slots';
import type { LinkProof } from '../types';

export type LinkQuality = 'good' | 'weak' | 'lost';

/** What is seen of the way to one seat. `isVideoGone`: audio comes, the video that was promised does not. */
export interface LinkState {
  net: LinkQuality;
  isVideoGone: boolean;
  /** Video to it was lowered or switched off, because the network is weak. */
  step: number;
}

export interface SentMedia {
  mic: boolean;
  cam: boolean;
  screen: boolean;
}

export interface PeerTransportEvents {
  signal(to: string, inst: string, epoch: number, d: SignalData): void;
  remote(seat: string, slot: TrackSlot, track: MediaStreamTrack | null): void;
  linkChanged(seat: string, view: LinkState): void;
  /** How loud each is that moment, 0 to 1. */
  levels(levels: Map<string, number>): void;
  /** Own relays: is there one that answers? Words name the urls that do not. */
  relays(isReached: boolean, words: string): void;
  /** Media is gone, so the socket may be as well: ask it. */
  pathLost(): void;
  /** Whether what is said now is heard: a restart while signaling is down would only be said twice. */
  isSignalingUp(): boolean;
}

export interface PeerTransport {
  publish(slot: TrackSlot, track: MediaStreamTrack): void;
  unpublish(slot: TrackSlot): void;
  /** A seat is there with this browser; `offers`: this side speaks first. */
  addPeer(seat: string, inst: string, offers: boolean): void;
  removePeer(seat: string): void;
  receive(from: string, inst: string, epoch: number, d: SignalData): void;
  /** What the seat says that it sends. */
  setExpected(seat: string, sent: SentMedia): void;
  /** The own relays were renewed. */
  credentialsChanged(): void;
  /** The seat is reachable again: what was said meanwhile is said again. */
  repeatOffer(seat: string): void;
  restart(): void;
  /** Before anybody is there: do the relays take us? Told by `relays`. */
  probeRelays(): Promise<void>;
  stats(): Promise<LinkProof[]>;
  close(): void;
}
