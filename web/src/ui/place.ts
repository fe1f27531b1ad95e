// Where the reader was on each page: after Back, a list shows the same rows at the same place, with the focus on the
// link that was followed. Addresses hold opaque ids only.

interface Place {
  /** The whole address, with the filters of a list. */
  address: string;
  scrolled: number;
  link: string;
}

const places = new Map<string, Place>();
let isReturning = false;

/** Begins to remember places; called once, when the first page of a session loads. */
export function watchPlaces(): void {
  document.addEventListener('click', onClick, { capture: true });
  addEventListener('popstate', () => (isReturning = true), { capture: true });
}

/** Forgets all places, so that the next person starts at the top. */
export function clearPlaces(): void {
  places.clear();
}

/** Returns the address of a page as the reader left it, and marks the next page as a return. */
export function returnAddress(path: string): string {
  isReturning = true;
  return places.get(path)?.address ?? path;
}

/**
 * Returns to the place where the reader left this page.
 *
 * Returns false if they come here for the first time, or by a link.
 */
export function restorePlace(): boolean {
  const place = isReturning ? places.get(location.pathname) : undefined;
  isReturning = false;
  const link = place && [...document.querySelectorAll('a')].find((each) => each.getAttribute('href') === place.link);
  if (!place || !link) return false;
  link.focus({ preventScroll: true });
  scrollTo({ top: place.scrolled, behavior: 'instant' });
  return true;
}

function onClick(event: MouseEvent): void {
  isReturning = false;
  const link = event.target instanceof Element && event.target.closest('a[href]');
  if (!link || link.closest('.back')) return;
  const address = location.pathname + location.search;
  places.set(location.pathname, { address, scrolled: scrollY, link: link.getAttribute('href') ?? '' });
}
