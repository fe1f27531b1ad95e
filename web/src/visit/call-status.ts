import type { SignalingConnection } from './signaling/signaling-connection';
import { AUDIO_ONLY } from './peer/quality';
import type { Participants } from './participants';
import type { Phase, Problem } from './types';
import { MESSAGES } from './call-words';

const UNREACHED_AFTER = 3;

/** Returns the most important status of the call; '' when all is well. */
export function statusOf(phase: Phase, link: SignalingConnection, roster: Participants, problems: Problem[]): string {
  if (phase === 'connecting') return link.failures.value < UNREACHED_AFTER ? MESSAGES.connecting : MESSAGES.unreachable;
  if (phase !== 'in') return '';
  if (link.state.value === 'reconnecting') return MESSAGES.reconnecting;
  const qualities = roster.people.value.map((each) => each.quality);
  if (qualities.includes('lost')) return MESSAGES.lost;
  const blocked = problems.find((each) => each.what === 'network' && each.state === 'blocked');
  if (roster.isAwaitingMedia) return blocked?.words ?? MESSAGES.connecting;
  if (roster.videoStep >= AUDIO_ONLY) return MESSAGES.audioOnly;
  if (roster.videoStep > 0) return MESSAGES.lowered;
  return qualities.includes('weak') ? MESSAGES.weak : '';
}
