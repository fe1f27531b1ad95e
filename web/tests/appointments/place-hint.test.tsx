import { cleanup, render, waitFor } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import * as booking from '../../src/api/booking';
import * as clients from '../../src/api/clients';
import { clearCache } from '../../src/api/resource';
import type { Client } from '../../src/api/types';
import type { BookingInput } from '../../src/appointments/booking-input';
import { PlaceHint } from '../../src/appointments/place-hint';
import { me } from '../../src/session/session';

const NUMBERS: Record<string, string | null> = { Dana: '+1 555 010 0001', Kim: null };

afterEach(() => {
  cleanup();
  clearCache();
  vi.restoreAllMocks();
  me.value = null;
});

function hint(location: BookingInput['location']): Element {
  me.value = { role: 'provider', person: { id: 'sam' }, practice: { address: '4 Elm Street' } } as never;
  vi.spyOn(booking, 'bookableServices').mockResolvedValue({ items: [], phone: null } as never);
  vi.spyOn(clients, 'client').mockImplementation((id) =>
    Promise.resolve({ id, legal_name: id, phone: NUMBERS[id] } as Client),
  );
  const typed = {
    service: '',
    location,
    client: 'Dana',
    providers: [],
    participants: ['Kim'],
  } as unknown as BookingInput;
  return render(<PlaceHint of={typed} />).container;
}

test('each client of a phone visit is checked for a number', async () => {
  const shown = hint('phone');
  await waitFor(() => expect(shown.textContent).toContain('The provider calls Dana at +1 555 010 0001.'));
  expect(shown.textContent).toContain('Kim has no phone number.');
});

test('an office visit without a service takes place at the practice’s address', () => {
  expect(hint('office').textContent).toBe('4 Elm Street');
  cleanup();
  expect(hint('video').textContent).toBe('');
});
