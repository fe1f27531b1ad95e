import type { Link } from './signaling/signaling-connection';
import { AUDIO_ONLY } from './peer/quality';
import type { Roster } from './participants';
import type { Phase, Problem } from './types';
import { SAYS } from './call-words';

const UNREACHED_AFTER = 3;

/** The one line that says how it goes, the worst first; empty when all is well. */
export function statusOf(phase: Phase, link: Link, roster: Roster, problems: Problem[]): string {
  if (phase === 'connecting') return link.failures.value < UNREACHED_AFTER ? SAYS.connecting : SAYS.unreachable;
  if (phase !== 'in') return '';
  if (link.state.value === 'reconnecting') return SAYS.reconnecting;
  const qualities = roster.people.value.map((each) => each.quality);
  if (qualities.includes('lost')) return SAYS.lost;
  const blocked = problems.find((each) => each.what === 'network' && each.state === 'blocked');
  if (roster.isComing) return blocked?.words ?? SAYS.connecting;
  if (roster.step >= AUDIO_ONLY) return SAYS.audioOnly;
  if (roster.step > 0) return SAYS.lowered;
  return qualities.includes('weak') ? SAYS.weak : '';
}
