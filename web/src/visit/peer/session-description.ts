// Reads the few lines of a session description (SDP) that decide something.

interface SdpHolder {
  sdp?: string;
}

function attributeOf(described: SdpHolder | null, name: string): string {
  return new RegExp(`^a=${name}:(\\S.*?)\\s*$`, 'm').exec(described?.sdp ?? '')?.[1] ?? '';
}

export function ufragOf(described: SdpHolder | null): string {
  return attributeOf(described, 'ice-ufrag');
}

function fingerprintOf(described: SdpHolder | null): string {
  return attributeOf(described, 'fingerprint').toLowerCase();
}

/** Whether a candidate of `ufrag` belongs to a description; undefined belongs. */
export function belongsTo(described: SdpHolder | null, ufrag: string | undefined): boolean {
  if (!described?.sdp) return false;
  return !ufrag || described.sdp.includes(`a=ice-ufrag:${ufrag}`);
}

export function generationOf(candidate: RTCIceCandidateInit): string | undefined {
  return candidate.usernameFragment ?? / ufrag (\S+)/.exec(candidate.candidate ?? '')?.[1];
}

/** Whether the other side has a new connection, by its fingerprint. */
export function isOtherPeer(before: SdpHolder | null, after: SdpHolder): boolean {
  return before !== null && fingerprintOf(before) !== fingerprintOf(after);
}

export function isIceRestart(before: SdpHolder | null, after: SdpHolder): boolean {
  return before !== null && ufragOf(before) !== ufragOf(after);
}
