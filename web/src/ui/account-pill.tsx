import type { AccountState } from '../api/types';
import { Pill } from './status';

/** Whether a person can sign in yet. */
export function AccountPill({ state }: { state: AccountState }) {
  if (state === 'active') return <Pill icon="checked" tone="green" words="Active" />;
  if (state === 'invited') return <Pill icon="mail" tone="blue" words="Invited" />;
  return <Pill icon="minus" tone="quiet" words="Not invited" />;
}
