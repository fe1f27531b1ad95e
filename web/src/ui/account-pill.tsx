import type { AccountState } from '../api/types';
import { Pill } from './pill';
import * as icons from './icons';

/** Shows whether a person can sign in yet. */
export function AccountPill({ state }: { state: AccountState }) {
  if (state === 'active') return <Pill icon={icons.checked} tone="green" words="Active" />;
  if (state === 'invited') return <Pill icon={icons.mail} tone="blue" words="Invited" />;
  return <Pill icon={icons.minus} tone="quiet" words="Not invited" />;
}
