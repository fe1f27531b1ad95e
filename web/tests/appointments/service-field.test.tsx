import { cleanup, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import * as booking from '../../src/api/booking';
import { invalidate } from '../../src/api/resource';
import type { BookingInput } from '../../src/appointments/booking-input';
import { ServiceField } from '../../src/appointments/service-field';
import { me } from '../../src/session/session';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  me.value = null;
});

function offer(...ids: string[]) {
  const items = ids.map((id) => ({
    id,
    name: `Visit ${id}`,
    minutes: 50,
    location: 'video',
    providers: [{ id: 'sam', name: 'Sam' }],
  }));
  vi.spyOn(booking, 'bookableServices').mockResolvedValue({ items, next: null } as never);
  invalidate('bookable-services');
  me.value = { role: 'provider', person: { id: 'sam' } } as never;
}

test('a service that is offered no longer is not kept in a form that cannot show it', async () => {
  offer('now');
  const update = vi.fn();
  const typed = { values: { service: 'former' } as BookingInput, update };
  render(<ServiceField typed={typed} error={() => undefined} />);
  await waitFor(() => expect(update).toHaveBeenCalledWith({ service: '' }));
});

test('a service that is still offered stays chosen', async () => {
  offer('now');
  const update = vi.fn();
  const typed = { values: { service: 'now' } as BookingInput, update };
  render(<ServiceField typed={typed} error={() => undefined} />);
  await waitFor(() => expect(screen.getByLabelText<HTMLSelectElement>(/Service/).value).toBe('now'));
  expect(update).not.toHaveBeenCalled();
});
