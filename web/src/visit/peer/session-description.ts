// The few lines of a description that decide something; everything else in it is the browsers' own business.
import type { Candidate } from '../signaling/protocol';

interface SdpHolder {
  sdp?: string;
}

function attributeOf(described: SdpHolder | null, name: string): string {
  return new RegExp(`^a=${name}:(\\S.*?)\\s*$`, 'm').exec(described?.sdp ?? '')?.[1] ?? '';
}

export function ufragOf(described: SdpHolder | null): string {
  return attributeOf(described, 'ice-ufrag');
}

export function fingerprintOf(described: SdpHolder | null): string {
  return attributeOf(described, 'fingerprint').toLowerCase();
}

/** Whether a candidate of the generation `ufrag` belongs to this description; one that names none belongs. */
export function belongsTo(described: SdpHolder | null, ufrag: string | undefined): boolean {
  if (!described?.sdp) return false;
  return !ufrag || described.sdp.includes(`a=ice-ufrag:${ufrag}`);
}

export function generationOf(candidate: Candidate): string | undefined {
  return candidate.usernameFragment ?? / ufrag (\S+)/.exec(candidate.candidate ?? '')?.[1];
}

/** Another browser, or the same with a new connection: it cannot go on with the old one. */
export function isOtherPeer(before: SdpHolder | null, after: SdpHolder): boolean {
  return before !== null && fingerprintOf(before) !== fingerprintOf(after);
}

export function isIceRestart(before: SdpHolder | null, after: SdpHolder): boolean {
  return before !== null && ufragOf(before) !== ufragOf(after);
}
