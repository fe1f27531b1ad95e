// The port that transports media between the people of a room; a mesh implements it.
import type { SignalData } from '../signaling/protocol.generated';
import type { TrackSlot } from '../media/track-slots';
import type { LinkProof } from '../types';

export type LinkQuality = 'good' | 'weak' | 'lost';

/** The state of the link to one seat. `isVideoGone`: audio arrives, video does not. */
export interface LinkState {
  net: LinkQuality;
  isVideoGone: boolean;
  /** By how many steps video to it was lowered. */
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
  /** How loud each person is now, 0 to 1. */
  levels(levels: Map<string, number>): void;
  /** Whether one of our relays answers; `words` name those that do not. */
  relays(isReached: boolean, words: string): void;
  /** Media stopped, so the signaling connection may be gone too. */
  pathLost(): void;
  /** Whether a message sent now can arrive. */
  isSignalingUp(): boolean;
}

export interface PeerTransport {
  publish(slot: TrackSlot, track: MediaStreamTrack): void;
  unpublish(slot: TrackSlot): void;
  /** Adds a person's page `inst`; `offers`: this side offers first. */
  addPeer(seat: string, inst: string, offers: boolean): void;
  removePeer(seat: string): void;
  receive(from: string, inst: string, epoch: number, d: SignalData): void;
  /** Sets which media a person reports to send. */
  setExpected(seat: string, sent: SentMedia): void;
  /** The relay credentials were renewed. */
  credentialsChanged(): void;
  /** Repeats an unanswered offer to a person who is back. */
  repeatOffer(seat: string): void;
  restart(): void;
  /** Tests the relays before anybody is there; reported by `relays`. */
  probeRelays(): Promise<void>;
  stats(): Promise<LinkProof[]>;
  close(): void;
}
