import type { PillLook } from '../ui/pill';
import * as icons from '../ui/icons';
import type { ClientDocument, DocumentKind, DocumentVersion } from './documents-api';

export const KINDS: Record<DocumentKind, string> = {
  form: 'Form',
  letter: 'Letter',
  id: 'Identity document',
  result: 'Result',
  other: 'Other',
};
export const KIND_CHOICES = Object.entries(KINDS).map(([value, label]) => ({ value, label }));

/** Returns how the state of a document looks to the staff or to the client; null if nothing needs to be said. */
export function stateLook(of: ClientDocument, isClient: boolean): (PillLook & { words: string }) | null {
  const verdict = newestOf(of)?.verdict;
  if (of.status === 'removed') return { icon: icons.ban, tone: 'quiet', words: 'Removed' };
  if (verdict === 'infected') return { icon: icons.alert, tone: 'red', words: 'Contains a virus' };
  if (verdict === 'failed') return { icon: icons.alert, tone: 'amber', words: 'Not checked' };
  if (of.status === 'requested')
    return { icon: icons.clock, tone: 'amber', words: isClient ? 'Please upload' : 'Requested' };
  if (verdict === 'pending') return { icon: icons.clock, tone: 'quiet', words: 'Being checked for viruses' };
  if (of.status === 'to_sign')
    return { icon: icons.pencil, tone: 'amber', words: isClient ? 'Please sign' : 'To sign' };
  if (of.status === 'signed') return { icon: icons.checked, tone: 'green', words: 'Signed' };
  return of.appointment_id ? null : originLook(of, isClient);
}

/** Returns the words for who sent the newest version, which a request or a new version may have changed. */
function originLook(of: ClientDocument, isClient: boolean): PillLook & { words: string } {
  const isFromClient = newestOf(of)?.by_role === 'client';
  if (isClient)
    return isFromClient
      ? { icon: icons.checked, tone: 'quiet', words: 'Sent by you' }
      : { icon: icons.file, tone: 'quiet', words: 'From your practice' };
  if (isFromClient) return { icon: icons.user, tone: 'blue', words: 'From the client' };
  return of.shared_at || of.is_own
    ? { icon: icons.eye, tone: 'blue', words: 'Shared with client' }
    : { icon: icons.lock, tone: 'quiet', words: 'Only staff' };
}

export function newestOf(of: ClientDocument): DocumentVersion | undefined {
  return of.versions.at(-1);
}

/** Whether somebody waits for the virus scan, so that the list is worth reloading. */
export function isBeingChecked(of: ClientDocument): boolean {
  return of.status !== 'removed' && newestOf(of)?.verdict === 'pending';
}

export function sizeWords(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
