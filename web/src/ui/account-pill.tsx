import type { AccountState } from '../api/types';
import { Pill } from './pill';
import * as icons from './icons';

/** Shows whether a person can sign in yet, or that the profile was merged into another one. */
export function AccountPill({ state }: { state: AccountState | 'merged' }) {
  if (state === 'active') return <Pill icon={icons.checked} tone="green" words="Active" />;
  if (state === 'invited') return <Pill icon={icons.mail} tone="blue" words="Invited" />;
  if (state === 'merged') return <Pill icon={icons.ban} tone="amber" words="Merged" />;
  return <Pill icon={icons.minus} tone="quiet" words="Not invited" />;
}
