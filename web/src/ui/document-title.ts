import { signal } from '@preact/signals';

/** The end of every title: the practice's name while somebody is signed in. */
export const siteName = signal('Clocktree');

/** Browsers keep titles in their history, which may be synchronized: never put a client's name here. */
export function setTitle(title: string): void {
  document.title = `${title} – ${siteName.peek()}`;
}
