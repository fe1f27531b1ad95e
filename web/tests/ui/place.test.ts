import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { clearPlaces, restorePlace, returnAddress, watchPlaces } from '../../src/ui/place';

beforeAll(watchPlaces);
beforeEach(() => {
  history.replaceState(null, '', '/admin/billing?status=paid');
  document.body.innerHTML = '<a href="/billing/invoices/1">$1.00</a><a href="/billing/invoices/2">$2.00</a>';
  document.addEventListener('click', (event) => event.preventDefault(), { once: true });
  document.querySelectorAll('a')[1]?.click();
});
afterEach(clearPlaces);

function arriveAt(path: string): boolean {
  history.replaceState(null, '', path);
  return restorePlace();
}

test('Back shows the list at its place, with the focus on the link that was followed', () => {
  const scroll = vi.spyOn(globalThis, 'scrollTo').mockImplementation(() => undefined);
  dispatchEvent(new PopStateEvent('popstate'));
  expect(arriveAt('/admin/billing?status=paid')).toBe(true);
  expect(document.activeElement?.getAttribute('href')).toBe('/billing/invoices/2');
  expect(scroll).toHaveBeenCalledWith({ top: 0, behavior: 'instant' });
});

test('the link back to a list leads to the list with its filters', () => {
  expect(returnAddress('/admin/billing')).toBe('/admin/billing?status=paid');
  expect(returnAddress('/admin/team')).toBe('/admin/team');
});

test('a page that is opened by a link begins at the top', () => {
  expect(arriveAt('/admin/billing')).toBe(false);
});

test('the next person starts at the top', () => {
  clearPlaces();
  dispatchEvent(new PopStateEvent('popstate'));
  expect(arriveAt('/admin/billing')).toBe(false);
});
