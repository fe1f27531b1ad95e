import type { Client } from '../api/types';
import { me } from '../session/session';
import type { PillLook } from '../ui/pill';
import * as icons from '../ui/icons';
import type { Level } from './calls';

interface LevelWords extends PillLook {
  level: Level;
  title: string;
  /** Who may read a note of this level. */
  line: string;
  badge: string;
}

/** The types of note, from the fewest readers to the most. */
export const LEVELS: LevelWords[] = [
  {
    level: 'private',
    title: 'Private',
    line: 'Only you. Not other providers, not the Admin.',
    badge: 'Only me',
    icon: icons.lock,
    tone: 'violet',
  },
  {
    level: 'care_team',
    title: 'Care team',
    line: 'Providers assigned to this client.',
    badge: 'Care team',
    icon: icons.users,
    tone: 'green',
  },
  {
    level: 'practice',
    title: 'Practice',
    line: 'Everyone on the staff who may open this client, the Admin included.',
    badge: 'Practice',
    icon: icons.building,
    tone: 'blue',
  },
  {
    level: 'shared',
    title: 'Shared with client',
    line: 'The client too.',
    badge: 'Shared with client',
    icon: icons.eye,
    tone: 'amber',
  },
];

export function wordsOf(level: Level): LevelWords {
  return LEVELS.find((each) => each.level === level) as LevelWords;
}

/** Returns the types of note that the user may write: an Admin who is not on the care team has two. */
export function writableLevels(client: Client): LevelWords[] {
  const who = me.value;
  const isAssigned =
    who?.role === 'provider' ||
    (who?.roles.includes('provider') && client.providers.some((each) => each.id === who.person.id));
  return isAssigned ? LEVELS : LEVELS.filter(({ level }) => level === 'practice' || level === 'shared');
}
