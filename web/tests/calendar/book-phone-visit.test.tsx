import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../src/api/api-error';
import * as booking from '../../src/api/booking';
import { clearCache } from '../../src/api/resource';
import BookVisit from '../../src/calendar/book-visit';
import { me } from '../../src/session/session';

const VIDEO = { id: 's1', name: 'Follow-up', location: 'video', minutes: 25, price: null, providers: [] };
const PHONE = { ...VIDEO, id: 's2', name: 'Call', location: 'phone' };

beforeEach(() => {
  me.value = { role: 'client', person: { id: 'p1' }, practice: { name: 'Willow Creek', telephone: '' } } as never;
  vi.spyOn(booking, 'bookableServices').mockResolvedValue({ items: [VIDEO, PHONE], phone: null, next: null } as never);
  vi.spyOn(booking, 'availability').mockResolvedValue({ slots: [] });
});

afterEach(() => {
  cleanup();
  clearCache();
  vi.restoreAllMocks();
  me.value = undefined;
});

function open() {
  render(
    <LocationProvider>
      <BookVisit />
    </LocationProvider>,
  );
}

test('the number of a client is asked for only when they choose a visit by phone', async () => {
  const ask = vi.spyOn(booking, 'ownNumber').mockResolvedValue('+1 555 010 0001');
  open();
  fireEvent.click(await screen.findByLabelText('Follow-up', { exact: false }));
  expect(ask).not.toHaveBeenCalled();
  fireEvent.click(screen.getByLabelText('Call', { exact: false }));
  expect(await screen.findByText('+1 555 010 0001')).toBeTruthy();
  expect(ask.mock.calls).toEqual([['s2']]);
});

test('a number that did not load is not said to be missing', async () => {
  vi.spyOn(booking, 'ownNumber').mockRejectedValue(new ApiError(503, 'Unavailable', ''));
  open();
  fireEvent.click(await screen.findByLabelText('Call', { exact: false }));
  expect(await screen.findByText('Try again')).toBeTruthy();
  expect(screen.queryByText('There is no phone number', { exact: false })).toBeNull();
});
