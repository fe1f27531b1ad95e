// Typed text, in memory only: it survives a closed dialog and an expired session, and is dropped at sign-out and when
// another person signs in.

const drafts = new Map<string, unknown>();
let owner: string | null = null;

export function setDraftOwner(person: string): void {
  if (owner !== null && owner !== person) drafts.clear();
  owner = person;
}

export function clearDrafts(): void {
  drafts.clear();
}

export function draftOf(key: string): unknown {
  return drafts.get(key);
}

/** Stores a draft, or removes it. */
export function putDraft(key: string, draft: unknown): void {
  if (draft === undefined) drafts.delete(key);
  else drafts.set(key, draft);
}
