// The few lines of a description that decide something; everything else in it is the browsers' own business.
import type { Candidate } from '../signaling/protocol';

interface Described {
  sdp?: string;
}

function first(described: Described | null, name: string): string {
  return new RegExp(`^a=${name}:(\\S.*?)\\s*$`, 'm').exec(described?.sdp ?? '')?.[1] ?? '';
}

export function ufragOf(described: Described | null): string {
  return first(described, 'ice-ufrag');
}

export function fingerprintOf(described: Described | null): string {
  return first(described, 'fingerprint').toLowerCase();
}

/** Whether a candidate of the generation `ufrag` belongs to this description; one that names none belongs. */
export function belongs(described: Described | null, ufrag: string | undefined): boolean {
  if (!described?.sdp) return false;
  return !ufrag || described.sdp.includes(`a=ice-ufrag:${ufrag}`);
}

export function generationOf(candidate: Candidate): string | undefined {
  return candidate.usernameFragment ?? / ufrag (\S+)/.exec(candidate.candidate ?? '')?.[1];
}

/** Another browser, or the same with a new connection: it cannot go on with the old one. */
export function isOther(before: Described | null, after: Described): boolean {
  return before !== null && fingerprintOf(before) !== fingerprintOf(after);
}

export function isRestart(before: Described | null, after: Described): boolean {
  return before !== null && ufragOf(before) !== ufragOf(after);
}
