import type { Booking, Times } from '../api/appointments';
import { me } from '../session/session';
import type { TimeInput } from './time-input';

export interface BookingInput extends TimeInput {
  client: string;
  providers: string[];
  participants: string[];
}

export function bookingOf(values: BookingInput, when: Times): Booking {
  const mine = me.value?.person.id;
  return {
    client_id: values.client,
    ...when,
    // The server adds the provider who books, who is named only together with other providers.
    ...(values.providers.length && mine ? { provider_ids: [mine, ...values.providers] } : {}),
    ...(values.participants.length ? { participant_ids: values.participants } : {}),
  };
}
