import { signal } from '@preact/signals';

/** The end of each title: the practice's name while somebody is signed in. */
export const siteName = signal('Clocktree');

/** Sets the title. Browsers keep titles in their history: no client's name. */
export function setTitle(title: string): void {
  document.title = `${title} – ${siteName.peek()}`;
}
