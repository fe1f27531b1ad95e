import { signal } from '@preact/signals';

/** The end of each title: the practice's name while somebody is signed in. */
export const siteName = signal('Clocktree');

let count = '';
let title = '';

/** Sets the title. Browsers keep titles in their history: no client's name. */
export function setTitle(to: string): void {
  title = to;
  if (title) document.title = `${count}${title} – ${siteName.peek()}`;
}

/** Begins the title with a count and its name, such as `(1) Waiting`; not if the count is 0. */
export function setTitleCount(of: number, name: string): void {
  count = of ? `(${of}) ${name} – ` : '';
  setTitle(title);
}
